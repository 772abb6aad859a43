import type { Duplex } from 'node:stream'
import type { DomainPanel, KeyOptions, Screenshot } from '../../../api/index.ts'
import { openConsole } from '../console.ts'
import { type DomainEditor, liveDefinition } from '../editor.ts'
import { keyNumbers } from './keys.ts'
import { takeScreenshot } from './screenshot.ts'

/** Milliseconds within which QEMU does what a hand does. */
const timeout = 5_000

export class LocalPanel implements DomainPanel {
  readonly #editor: DomainEditor

  constructor(editor: DomainEditor) {
    this.#editor = editor
  }

  async pressKeys(keys: readonly number[], { codeset = 'linux', holdTime }: KeyOptions = {}): Promise<void> {
    const numbers = keyNumbers(keys, codeset)
    const args = { keys: numbers.map((data) => ({ type: 'number', data })), 'hold-time': holdTime || undefined }
    await this.#execute('send-key', args)
  }

  async screenshot(screen = 0): Promise<Screenshot> {
    return takeScreenshot(this.#editor.requireGuest(), screen)
  }

  injectNmi(): Promise<void> {
    return this.#execute('inject-nmi')
  }

  wake(): Promise<void> {
    return this.#execute('system_wakeup')
  }

  async channel(name?: string): Promise<Duplex> {
    const guest = this.#editor.requireGuest()
    const channels = liveDefinition(guest).devices.channel
    const found = channels.find(({ alias, target: { end } }) => {
      const own = end.type === 'virtio' ? end.name : undefined
      return name === undefined || alias?.name === name || own === name
    })
    return openConsole(guest, found?.alias?.name ?? name ?? 'channel0')
  }

  async #execute(command: string, args?: object): Promise<void> {
    await this.#editor.requireGuest().monitor.executeAny(command, args, { timeout })
  }
}

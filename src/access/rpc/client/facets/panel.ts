import type { Duplex } from 'node:stream'
import type { DomainPanel, KeyOptions, Screenshot } from '../../../../api/index.ts'
import { LodgeError } from '../../../../base/errors.ts'
import { decode } from '../../../../formats/xdr/index.ts'
import { domainPanel } from '../../protocol/domain-panel.ts'
import { keyCodesets } from '../../protocol/words.ts'
import type { RemoteHost } from '../remote-host.ts'
import type { CallableDomain } from './callable-domain.ts'

/** More than any screen needs. */
const largestImage = 128 << 20

export class RemotePanel implements DomainPanel {
  readonly #domain: CallableDomain
  readonly #host: RemoteHost

  constructor(domain: CallableDomain, host: RemoteHost) {
    this.#domain = domain
    this.#host = host
  }

  async pressKeys(keys: readonly number[], { codeset = 'linux', holdTime = 0 }: KeyOptions = {}): Promise<void> {
    const args = {
      dom: this.#domain.handle,
      codeset: keyCodesets.indexOf(codeset),
      holdTime,
      keys: [...keys],
      flags: 0,
    }
    await this.#domain.call('DOMAIN_SEND_KEY', args)
  }

  async screenshot(screen = 0): Promise<Screenshot> {
    const args = { dom: this.#domain.handle, screen, flags: 0 }
    let type: string | undefined
    const stream = await this.#host.stream(async (connection, sink) => {
      const reply = await connection.callStream('DOMAIN_SCREENSHOT', sink, args)
      type = decode(domainPanel.DOMAIN_SCREENSHOT.result, reply.payload).mime
      return reply
    })
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      size += chunk.length
      if (size > largestImage) throw new LodgeError('RPC', `the image has more than ${largestImage} bytes`)
      chunks.push(chunk)
    }
    return { type: type ?? 'image/x-portable-pixmap', image: Buffer.concat(chunks) }
  }

  async injectNmi(): Promise<void> {
    await this.#domain.call('DOMAIN_INJECT_NMI', { dom: this.#domain.handle, flags: 0 })
  }

  async wake(): Promise<void> {
    await this.#domain.call('DOMAIN_PM_WAKEUP', { dom: this.#domain.handle, flags: 0 })
  }

  channel(name?: string): Promise<Duplex> {
    const args = { dom: this.#domain.handle, name, flags: 0 }
    return this.#host.stream((connection, sink) => connection.callStream('DOMAIN_OPEN_CHANNEL', sink, args))
  }
}

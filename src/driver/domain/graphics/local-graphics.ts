import { closeSync } from 'node:fs'
import type { DomainGraphics, GraphicsOptions } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { parseDomain } from '../../../model/domain/index.ts'
import { descriptorPassing } from '../../host/system.ts'
import type { Guest } from '../guest.ts'

/** What QEMU calls the screens to which it takes clients that somebody else has brought. */
const protocols: Record<string, string> = { vnc: 'vnc', spice: 'spice' }

/** The name under which QEMU holds a descriptor until it is used. */
const held = 'lodge-graphics'

/** The screens of a guest of this host. */
export class LocalGraphics implements DomainGraphics {
  readonly #guest: () => Guest

  /** What is given throws where the domain doesn't run. */
  constructor(guest: () => Guest) {
    this.#guest = guest
  }

  async open(index: number, options?: GraphicsOptions): Promise<number> {
    const passing = await descriptorPassing()
    if (!passing) throw new LodgeError('NO_SUPPORT', `descriptors are not passed on ${process.arch}`)
    const [mine, theirs] = passing.pair()
    try {
      await this.attach(index, theirs, options)
      return mine
    } catch (error) {
      closeSync(mine)
      throw error
    } finally {
      closeSync(theirs)
    }
  }

  async reloadCertificates(): Promise<void> {
    const guest = this.#guest()
    const { graphics } = parseDomain(guest.status.xml).devices
    if (!graphics.some(({ backend }) => backend.type === 'vnc')) {
      throw new LodgeError(
        'OPERATION_UNSUPPORTED',
        'the domain has no VNC graphics whose certificates could be reloaded',
      )
    }
    await guest.change('reload the certificates of', () =>
      guest.monitor.executeAny('display-reload', { type: 'vnc', 'tls-certs': true }),
    )
  }

  async attach(index: number, descriptor: number, { skipAuthentication = false }: GraphicsOptions = {}): Promise<void> {
    const guest = this.#guest()
    const protocol = protocolOf(guest, index)
    await guest.change('give a client to the screen of', async () => {
      const { monitor } = guest
      await monitor.executeAny('getfd', { fdname: held }, { descriptor })
      try {
        await monitor.executeAny('add_client', { protocol, fdname: held, skipauth: skipAuthentication })
      } catch (error) {
        // One that was not taken would be kept until the guest ends.
        await monitor.executeAny('closefd', { fdname: held }).catch(() => {})
        throw error
      }
    })
  }
}

function protocolOf({ status }: Guest, index: number): string {
  const { graphics } = parseDomain(status.secureXml ?? status.xml).devices
  const screen = graphics[index]
  if (!screen) {
    throw new LodgeError('INTERNAL_ERROR', `No graphics backend with index ${index}`, {
      hint: graphics.length === 0 ? '<graphics> gives the domain one' : `the last one is ${graphics.length - 1}`,
    })
  }
  const protocol = protocols[screen.backend.type]
  if (!protocol) throw new LodgeError('INVALID_ARG', 'Can only open VNC or SPICE graphics backends')
  return protocol
}

import type { DomainGraphics } from '../../../../api/index.ts'
import { LodgeError } from '../../../../base/errors.ts'
import { reloadTypes } from '../../protocol/graphics.ts'
import type { CallableDomain } from './callable-domain.ts'

/** Node's sockets drop descriptors, and this client has no other: screens are reached by their ports. */
export class RemoteGraphics implements DomainGraphics {
  readonly #domain: CallableDomain

  constructor(domain: CallableDomain) {
    this.#domain = domain
  }

  async reloadCertificates(): Promise<void> {
    await this.#domain.call('DOMAIN_GRAPHICS_RELOAD', { dom: this.#domain.handle, type: reloadTypes.vnc, flags: 0 })
  }

  async open(): Promise<number> {
    throw notPassed()
  }

  async attach(): Promise<void> {
    throw notPassed()
  }
}

export function notPassed(): LodgeError {
  return new LodgeError('NO_SUPPORT', 'descriptors are not passed over this connection', {
    hint: "connect to the port that the domain's XML names, or work with the host in its own process",
  })
}

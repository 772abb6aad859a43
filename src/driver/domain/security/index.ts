import type { DomainSecurity, SecurityLabel } from '../../../api/index.ts'
import { ownerOf } from '../../host/system.ts'
import type { Guest } from '../guest.ts'
import { labelOf, separatesUsers } from '../isolation.ts'

export class LocalSecurity implements DomainSecurity {
  readonly #running: () => Guest | undefined

  constructor(running: () => Guest | undefined) {
    this.#running = running
  }

  async labels(): Promise<SecurityLabel[]> {
    const guest = this.#running()
    if (!guest) return []
    const owner = separatesUsers() ? ownerOf(guest.emulator.identity.pid) : undefined
    return [{ label: owner ? labelOf(owner) : '', enforcing: false }]
  }
}

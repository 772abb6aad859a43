import type { DomainSecurity, SecurityLabel } from '../../../../api/index.ts'
import type { CallableDomain } from './callable-domain.ts'

export class RemoteSecurity implements DomainSecurity {
  readonly #domain: CallableDomain

  constructor(domain: CallableDomain) {
    this.#domain = domain
  }

  async labels(): Promise<SecurityLabel[]> {
    const { labels } = await this.#domain.call('DOMAIN_GET_SECURITY_LABEL_LIST', { dom: this.#domain.handle })
    return labels.map(({ label, enforcing }) => ({ label, enforcing: enforcing !== 0 }))
  }
}

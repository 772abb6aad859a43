import type { DomainSecurity, LaunchSecret, LaunchSecurity, SecurityLabel } from '../../../../api/index.ts'
import { launchSecret, launchSecurity } from '../../protocol/launch-security.ts'
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

  async launch(): Promise<LaunchSecurity | undefined> {
    const { params } = await this.#domain.call('DOMAIN_GET_LAUNCH_SECURITY_INFO', {
      dom: this.#domain.handle,
      flags: 0,
    })
    return params.length > 0 ? launchSecurity.read(params) : undefined
  }

  async setLaunchSecret(secret: LaunchSecret): Promise<void> {
    const params = launchSecret.write(secret)
    await this.#domain.call('DOMAIN_SET_LAUNCH_SECURITY_STATE', { dom: this.#domain.handle, params, flags: 0 })
  }
}

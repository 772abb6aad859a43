import type { DomainSecurity, LaunchSecret, LaunchSecurity, SecurityLabel } from '../../../api/index.ts'
import { ownerOf } from '../../host/system.ts'
import type { DomainEditor } from '../editor.ts'
import { labelOf, separatesUsers } from '../isolation.ts'
import { launchSecurity, setLaunchSecret } from './launch.ts'

export class LocalSecurity implements DomainSecurity {
  readonly #editor: DomainEditor

  constructor(editor: DomainEditor) {
    this.#editor = editor
  }

  async labels(): Promise<SecurityLabel[]> {
    if (!this.#editor.active) return []
    const { pid } = this.#editor.requireGuest().emulator.identity
    const owner = separatesUsers() ? ownerOf(pid) : undefined
    return [{ label: owner ? labelOf(owner) : '', enforcing: false }]
  }

  launch(): Promise<LaunchSecurity | undefined> {
    return launchSecurity(this.#editor)
  }

  setLaunchSecret(secret: LaunchSecret): Promise<void> {
    return setLaunchSecret(this.#editor, secret)
  }
}

import type { DomainJob, JobInfo } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import type { DomainEditor } from '../editor.ts'

/** Nothing that a domain does takes so long that it could be watched. */
export class LocalJob implements DomainJob {
  readonly #editor: DomainEditor

  constructor(editor: DomainEditor) {
    this.#editor = editor
  }

  async info(): Promise<JobInfo> {
    this.#editor.requireGuest()
    return { type: 'none' }
  }

  async completed(): Promise<JobInfo> {
    return { type: 'none' }
  }

  async abort(): Promise<void> {
    this.#editor.requireGuest()
    throw new LodgeError('OPERATION_INVALID', 'no job is active on the domain')
  }
}

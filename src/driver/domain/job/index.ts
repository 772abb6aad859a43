import type { DomainJob, JobInfo } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import type { DomainEditor } from '../editor.ts'

/** Nothing but a dump takes so long that it could be watched, and QEMU is not asked how far that is. */
export class LocalJob implements DomainJob {
  readonly #editor: DomainEditor

  constructor(editor: DomainEditor) {
    this.#editor = editor
  }

  async info(): Promise<JobInfo> {
    return { type: this.#editor.requireGuest().jobSince === undefined ? 'none' : 'unbounded' }
  }

  async completed(): Promise<JobInfo> {
    return { type: 'none' }
  }

  async abort(): Promise<void> {
    const { jobSince } = this.#editor.requireGuest()
    if (jobSince !== undefined) throw new LodgeError('OPERATION_INVALID', 'cannot abort memory-only dump')
    throw new LodgeError('OPERATION_INVALID', 'no job is active on the domain')
  }
}

import type { DomainJob, JobInfo } from '../../../../api/index.ts'
import { jobFlags, jobTypes } from '../../protocol/domain-job.ts'
import type { CallableDomain } from './callable-domain.ts'

export class RemoteJob implements DomainJob {
  readonly #domain: CallableDomain

  constructor(domain: CallableDomain) {
    this.#domain = domain
  }

  async info(): Promise<JobInfo> {
    const { type } = await this.#domain.call('DOMAIN_GET_JOB_INFO', { dom: this.#domain.handle })
    return { type: jobTypes[type] ?? 'none' }
  }

  async completed(): Promise<JobInfo> {
    const flags = jobFlags.completed | jobFlags.keepCompleted
    const { type } = await this.#domain.call('DOMAIN_GET_JOB_STATS', { dom: this.#domain.handle, flags })
    return { type: jobTypes[type] ?? 'none' }
  }

  async abort(): Promise<void> {
    await this.#domain.call('DOMAIN_ABORT_JOB', { dom: this.#domain.handle })
  }
}

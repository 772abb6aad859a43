/** What takes long on a domain: a migration, a dump, saving it. There is at most one at a time. */
export interface DomainJob {
  info(): Promise<JobInfo>
  /** Of the last one that is over. */
  completed(): Promise<JobInfo>
  abort(): Promise<void>
}

export interface JobInfo {
  type: 'none' | 'bounded' | 'unbounded' | 'completed' | 'failed' | 'cancelled'
}

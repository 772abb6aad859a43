/** What libvirt asks polkit: whether somebody may manage guests, and whether they may look at them. */
export const polkitActions = { manage: 'org.libvirt.unix.manage', monitor: 'org.libvirt.unix.monitor' } as const

export type PolkitAction = (typeof polkitActions)[keyof typeof polkitActions]

/** Whether a process may. */
export interface PolkitQuestion {
  /** As it was when it connected: one that has its number later is another. */
  process: { pid: number; startTime: number; uid: number }
  action: PolkitAction
}

/** Denied by policy; or somebody would have to say who they are, and does not want to, or has nothing to be asked by. */
export type PolkitAnswer = 'allowed' | 'denied' | 'dismissed' | 'no agent'

/** Asks polkit, which may ask somebody for a password: it takes as long as that takes, or until it is aborted. */
export type Polkit = (question: PolkitQuestion, signal: AbortSignal) => Promise<PolkitAnswer>

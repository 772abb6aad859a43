/** libvirt's lifecycle events with their details, and what QEMU tells beside. */
export interface DomainEvent {
  /** Without a number where it doesn't run. */
  domain: { name: string; uuid: string; id?: number }
  event: LifecycleEvent | 'reboot' | 'metadata-change' | 'other'
  /** `booted`, `paused`, `destroyed`, `panicked`, …; of metadata what has changed; of another event QEMU's own name. */
  detail: string
  /** Milliseconds since the epoch. */
  time: number
  /** What came with an event of QEMU's own; `uri` of an element of the metadata. */
  data?: Record<string, unknown>
}

export type LifecycleEvent =
  | 'defined'
  | 'undefined'
  | 'started'
  | 'suspended'
  | 'resumed'
  | 'stopped'
  | 'shutdown'
  | 'pmsuspended'
  | 'crashed'

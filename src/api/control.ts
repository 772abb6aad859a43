/** Whether something can be done with a running domain just now. */
export interface ControlInfo {
  /**
   * `job`: what takes long is done with it, see `DomainJob`. `occupied`: it is being changed, or QEMU is asked something that it has not answered.
   * `error`: nothing can be done with it, for a reason.
   */
  state: 'ok' | 'job' | 'occupied' | 'error'
  /** `monitor`: QEMU does not answer. */
  reason?: 'unknown' | 'monitor' | 'internal'
  /** Milliseconds since it is so; 0 for `ok`. */
  age: number
}

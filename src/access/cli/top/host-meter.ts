import type { CpuStats, Host } from '../../../api/index.ts'
import type { HostUsage } from './view.ts'

/** The machine's own figures; its speed is known from the second look on. */
export class HostMeter {
  readonly #host: Host
  #fixed: Promise<{ hostname: string; cpus: number }> | undefined
  #before: CpuStats | undefined

  constructor(host: Host) {
    this.#host = host
  }

  async read(): Promise<HostUsage> {
    const host = this.#host
    this.#fixed ??= Promise.all([host.hostname(), host.nodeInfo()]).then(([hostname, { cpus }]) => ({ hostname, cpus }))
    const [fixed, now, { total, free, cached = 0, buffers = 0 }] = await Promise.all([
      this.#fixed,
      host.cpuStats(),
      host.memoryStats(),
    ])
    const cpu = this.#before && shareOf(this.#before, now)
    this.#before = now
    // What the kernel keeps of files it gives up when somebody wants the room.
    return { ...fixed, cpu, memory: total * 1024, free: (free + cached + buffers) * 1024 }
  }
}

function shareOf(before: CpuStats, now: CpuStats): number | undefined {
  const used = now.user + now.system - before.user - before.system
  const all = used + now.idle + now.iowait - before.idle - before.iowait
  return all > 0 ? (used / all) * 100 : undefined
}

import type { Domain, Host } from '../../../api/index.ts'

/** What a running domain has used up to a moment. What is not known is left out. */
export interface Sample {
  name: string
  uuid: string
  id: number | undefined
  state: string
  /** Milliseconds of a clock that only goes forward. */
  at: number
  vcpus?: number
  /** Nanoseconds. */
  cpu?: number
  /** Bytes. */
  memory?: number
  maxMemory?: number
  read?: number
  written?: number
  received?: number
  sent?: number
}

/** Of all that run, at once. */
export async function takeSamples(host: Host): Promise<Sample[]> {
  const domains = await host.domains({ active: true })
  const samples = await Promise.all(domains.map((domain) => sampleOf(domain).catch(() => undefined)))
  return samples.filter((sample) => sample !== undefined)
}

async function sampleOf(domain: Domain): Promise<Sample> {
  const { name, uuid, id } = domain
  const [{ state }, { cpuTime, memory, maxMemory, vcpus }] = await Promise.all([domain.status(), domain.info()])
  const sizes = { memory: memory * 1024, maxMemory: maxMemory * 1024 }
  return { name, uuid, id, state, at: performance.now(), vcpus, cpu: cpuTime, ...sizes }
}

import type { Domain, Host, StatisticsRecord } from '../../../api/index.ts'

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

const groups = ['state', 'cpu', 'balloon', 'vcpu', 'block', 'interface'] as const
/** Milliseconds: a guest that hangs is shown with what the host knows of it. */
const patience = 1000

/** Of all that run, at once. */
export async function takeSamples(host: Host): Promise<Sample[]> {
  const domains = await host.domains({ active: true })
  const samples = await Promise.all(domains.map((domain) => sampleOf(domain).catch(() => undefined)))
  return samples.filter((sample) => sample !== undefined)
}

async function sampleOf(domain: Domain): Promise<Sample> {
  const { name, uuid, id } = domain
  const found = await domain.statistics.read({ groups, timeout: patience })
  return { name, uuid, id, state: found.state?.state ?? '?', at: performance.now(), ...figuresOf(found) }
}

function figuresOf({ cpu, balloon, vcpu, block, interface: cards }: StatisticsRecord): Partial<Sample> {
  const memory = balloon?.rss ?? balloon?.current
  return {
    vcpus: vcpu?.current,
    cpu: cpu?.time,
    memory: memory === undefined ? undefined : memory * 1024,
    maxMemory: balloon && balloon.maximum * 1024,
    read: sum(block, ({ readBytes }) => readBytes),
    written: sum(block, ({ writeBytes }) => writeBytes),
    received: sum(cards?.interfaces, ({ receivedBytes }) => receivedBytes),
    sent: sum(cards?.interfaces, ({ sentBytes }) => sentBytes),
  }
}

function sum<T>(all: readonly T[] | undefined, of: (it: T) => number | undefined): number | undefined {
  const known = all?.map(of).filter((count) => count !== undefined) ?? []
  return known.length === 0 ? undefined : known.reduce((total, count) => total + count, 0)
}

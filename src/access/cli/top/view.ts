import { bytes } from '../amounts.ts'
import type { Terminal } from '../terminal.ts'
import { type Order, sorted, type Usage } from './usage.ts'

export interface HostUsage {
  hostname: string
  cpus: number
  /** Hundredths of all CPUs together; not known at the first look. */
  cpu?: number
  /** Bytes. */
  memory: number
  free: number
}

interface View {
  host: HostUsage
  guests: readonly Usage[]
  order: Order
  style: Terminal['style']
}

const columns: readonly { title: string; order?: Order; of(usage: Usage): string }[] = [
  { title: 'id', of: ({ id }) => `${id ?? '-'}` },
  { title: 'name', of: ({ name }) => name },
  { title: 'state', of: ({ state }) => state },
  { title: 'CPUs', of: ({ vcpus }) => `${vcpus ?? '-'}` },
  { title: 'CPU', order: 'cpu', of: ({ cpu }) => (cpu === undefined ? '-' : `${cpu.toFixed(cpu < 10 ? 1 : 0)} %`) },
  { title: 'memory', order: 'memory', of: ({ memory }) => size(memory) },
  { title: 'of', of: ({ maxMemory }) => size(maxMemory) },
  { title: 'read/s', order: 'disk', of: ({ read }) => size(read) },
  { title: 'written/s', of: ({ written }) => size(written) },
  { title: 'received/s', order: 'net', of: ({ received }) => size(received) },
  { title: 'sent/s', of: ({ sent }) => size(sent) },
]

/** Names are read from the left, numbers compared from the right. */
const fromTheLeft: readonly string[] = ['name', 'state']

/** The machine on the first line, then its guests, those that use the most first. */
export function topLines({ host, guests, order, style }: View): string[] {
  const { hostname, cpus, cpu, memory, free } = host
  const cpuText = cpu === undefined ? '' : `  CPU ${cpu.toFixed(0)} % of ${cpus}`
  const title = `${style('bold', hostname)}  ${guests.length} running${cpuText}  memory ${bytes(memory - free)} of ${bytes(memory)}`
  return [title, '', ...guestLines(guests, order, style)]
}

function guestLines(guests: readonly Usage[], order: Order, style: Terminal['style']): string[] {
  const cells = sorted(guests, order).map((usage) => columns.map(({ of }) => of(usage)))
  const head = columns.map(({ title, order: by }) => (by === order ? `${title}▾` : title))
  const widths = columns.map((_, i) =>
    [head, ...cells].reduce((widest, row) => Math.max(widest, row[i]?.length ?? 0), 0),
  )
  const line = (row: readonly string[]): string =>
    columns
      .map(({ title }, i) => {
        const cell = row[i] ?? ''
        return fromTheLeft.includes(title) ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)
      })
      .join('  ')
  return [style('inverse', line(head)), ...cells.map(line)]
}

function size(count: number | undefined): string {
  return count === undefined ? '-' : bytes(count)
}

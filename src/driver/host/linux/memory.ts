import { readFileSync } from 'node:fs'
import type { HostView } from '../../../model/qemu/host.ts'
import { numbersIn } from './numbers.ts'

export function hugepageMounts(): HostView['hugepages'] {
  const usual = Number(/^Hugepagesize:\s+(\d+) kB$/m.exec(read('/proc/meminfo'))?.[1] ?? 0)
  return read('/proc/mounts')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , type]) => type === 'hugetlbfs')
    .map(([, mount = '', , options = '']) => {
      const [, size, unit] = /pagesize=(\d+)([KMG])/.exec(options) ?? []
      const kib = size ? Number(size) * { K: 1, M: 1024, G: 1024 * 1024 }[unit as 'K' | 'M' | 'G'] : usual
      // The kernel writes spaces in paths as octal numbers.
      const path = mount.replace(/\\(\d{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)))
      return { kib, mount: path, isDefault: kib === usual }
    })
}

/** Without NUMA there is one node. */
export function numaNodes(): number[] {
  const nodes = numbersIn(read('/sys/devices/system/node/online'))
  return nodes.length > 0 ? nodes : [0]
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

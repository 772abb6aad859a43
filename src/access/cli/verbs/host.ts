import type { Capabilities, Host, MemoryStats, NodeInfo } from '../../../api/index.ts'
import { exitCodes } from '../exit-codes.ts'
import { type Terminal, table } from '../terminal.ts'
import { jsonHelp, verb } from '../verb.ts'

export default verb<{ json?: boolean; xml?: boolean }>({
  summary: 'Show this machine and what it can run: CPUs, memory, KVM, QEMU builds, architectures, accelerators',
  example: 'lodge host',
  offers: 'nothing',
  declare: (command) =>
    command.option('--json', jsonHelp).option('--xml', "print libvirt's <capabilities>, for programs that read those"),
  run: async ({ machine: connect, terminal }, _, { json, xml }) => {
    const host = await connect()
    if (xml) {
      terminal.out((await host.capabilitiesXml()).trimEnd())
      return exitCodes.done
    }
    const machine = { ...(await host.capabilities()), ...(await describe(host)) }
    if (json) terminal.out(JSON.stringify(machine, undefined, 2))
    else show(machine, terminal)
    return exitCodes.done
  },
})

interface Machine extends Capabilities {
  hostname: string
  node: NodeInfo
  memory: MemoryStats
}

async function describe(host: Host): Promise<Omit<Machine, keyof Capabilities>> {
  const [hostname, node, memory] = await Promise.all([host.hostname(), host.nodeInfo(), host.memoryStats()])
  return { hostname, node, memory }
}

function show({ arch, kvm, emulators, hostname, node, memory }: Machine, { out, style }: Terminal): void {
  out(`name          ${hostname}`)
  out(`architecture  ${arch}`)
  out(`CPUs          ${node.cpus}${node.mhz > 0 ? ` at ${node.mhz} MHz` : ''}: ${describeCpus(node)}`)
  out(`memory        ${gib(memory.total)} GiB, of which ${gib(memory.free)} are free`)
  out(`KVM           ${kvm.usable ? style('green', 'usable') : `${style('yellow', 'not usable')}: ${kvm.reason}`}`)
  out('')
  const rows = emulators.map(({ path, archs, version, accelerators, defaultMachine, error }) => [
    path,
    version ?? '-',
    archs.join(', '),
    accelerators?.join(', ') ?? '-',
    error ?? defaultMachine ?? '-',
  ])
  out(table([['emulator', 'version', 'guests', 'accelerators', 'default machine'], ...rows]))
}

function describeCpus({ nodes, sockets, cores, threads }: NodeInfo): string {
  const counts = { 'NUMA cell': nodes, socket: sockets, core: cores, thread: threads }
  return Object.entries(counts)
    .map(([what, count]) => `${count} ${what}${count === 1 ? '' : 's'}`)
    .join(' × ')
}

function gib(kib: number): string {
  return (kib / 1024 ** 2).toFixed(1)
}

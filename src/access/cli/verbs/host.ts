import type { Capabilities } from '../../../api/index.ts'
import { exitCodes } from '../exit-codes.ts'
import { type Terminal, table } from '../terminal.ts'
import { jsonHelp, verb } from '../verb.ts'

export default verb<{ json?: boolean }>({
  summary: 'Show what this machine can run: QEMU builds, architectures, accelerators, KVM',
  example: 'lodge host',
  declare: (command) => command.option('--json', jsonHelp),
  run: async ({ host, terminal }, _, { json }) => {
    const capabilities = await (await host()).capabilities()
    if (json) terminal.out(JSON.stringify(capabilities, undefined, 2))
    else show(capabilities, terminal)
    return exitCodes.done
  },
})

function show({ arch, kvm, emulators }: Capabilities, { out, style }: Terminal): void {
  out(`architecture  ${arch}`)
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

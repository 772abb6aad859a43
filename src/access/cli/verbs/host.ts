import type { HostCapabilities } from '../../../api/index.ts'
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

function show({ arch, kvm, emulators, failures }: HostCapabilities, { out, style }: Terminal): void {
  out(`architecture  ${arch}`)
  out(`KVM           ${kvm.usable ? style('green', 'usable') : `${style('yellow', 'not usable')}: ${kvm.reason}`}`)
  out('')
  out(
    table([
      ['arch', 'QEMU', 'accelerators', 'default machine', 'binary'],
      ...emulators.map((each) => [
        each.arch,
        each.version,
        each.accelerators.join(', '),
        each.defaultMachine ?? '-',
        each.binary,
      ]),
    ]),
  )
  for (const { binary, message } of failures) out(`${style('red', binary)}: ${message}`)
}

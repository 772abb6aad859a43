import { nothing, struct } from '../../../formats/xdr/index.ts'
import type { ProcedureName } from './numbers.ts'
import { domainOf, procedure, refuseOtherFlags } from './procedure.ts'
import { domainHandle, flags, optionalText } from './types.ts'

/** virDomainConsoleFlags; every console is safe, for nobody shares it. */
const consoleFlags = { force: 1, safe: 2 } as const

/** What a console without a name mostly is. */
const firstConsole = 'serial0'

/** What opens a stream. */
export const console = {
  DOMAIN_OPEN_CONSOLE: procedure({
    args: struct({ dom: domainHandle, device: optionalText, flags }),
    result: nothing,
    access: 'domain:open-device',
    answer: async (call, { dom, device, flags }) => {
      refuseOtherFlags(flags, consoleFlags)
      const domain = (await domainOf(call, dom)).active()
      const name = `${domain.uuid} ${device ?? firstConsole}`
      await call.stream(() => domain.console(device), { name, force: (flags & consoleFlags.force) !== 0 })
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>

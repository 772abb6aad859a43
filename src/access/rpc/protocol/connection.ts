import { int, list, nothing, struct, uint } from '../../../formats/xdr/index.ts'
import type { ProcedureName } from './numbers.ts'
import { procedure } from './procedure.ts'
import { amount, bounds, intResult, optionalText, textResult } from './types.ts'

/** The release of libvirt whose protocol this is: clients ask for it before they use what came later than they know. */
const libvirtVersion = 11_003_000

const versionResult = struct({ version: amount })
const attributes = { access: 'connect:getattr', quick: true } as const

/** Why the connection ends, said before it does (virConnectCloseReason): the server's end is the end of what can be read. */
export const closeReasons = { error: 0, endOfFile: 1, keepalive: 2, client: 3 } as const
export const closedMessage = struct({ reason: int })

/** How clients say who they are (virNetServerServiceAuthMethods). */
export const authKinds = { none: 0, sasl: 1, polkit: 2 } as const

/** Shaking hands, and what concerns the connection and the host. */
export const connection = {
  AUTH_LIST: procedure({
    args: nothing,
    result: struct({ kinds: list(uint, bounds.authKinds) }),
    ...{ access: 'none', quick: true, before: 'authentication' },
    answer: ({ session }) => ({ kinds: [session.isUndecided ? authKinds.polkit : authKinds.none] }),
  }),
  AUTH_POLKIT: procedure({
    args: nothing,
    result: intResult,
    ...{ access: 'none', before: 'authentication' },
    answer: async ({ session }) => {
      await session.authenticate()
      return { value: 1 }
    },
  }),
  CONNECT_OPEN: procedure({
    args: struct({ name: optionalText, flags: uint }),
    result: nothing,
    ...{ access: 'none', quick: true, before: 'open' },
    answer: ({ session }, { name, flags }) => session.open(name, flags),
  }),
  CONNECT_CLOSE: procedure({
    args: nothing,
    result: nothing,
    ...{ access: 'none', quick: true },
    answer: ({ session }) => session.close(),
  }),
  CONNECT_SUPPORTS_FEATURE: procedure({
    args: struct({ feature: int }),
    result: intResult,
    ...{ access: 'none', quick: true, before: 'open' },
    answer: ({ session }, { feature }) => ({ value: session.supportsFeature(feature) ? 1 : 0 }),
  }),
  CONNECT_REGISTER_CLOSE_CALLBACK: procedure({
    args: nothing,
    result: nothing,
    ...{ access: 'none', quick: true },
    answer: ({ session }) => session.tellOfEnd(true),
  }),
  CONNECT_UNREGISTER_CLOSE_CALLBACK: procedure({
    args: nothing,
    result: nothing,
    ...{ access: 'none', quick: true },
    answer: ({ session }) => session.tellOfEnd(false),
  }),
  CONNECT_GET_URI: procedure({
    args: nothing,
    result: textResult,
    ...attributes,
    answer: ({ session }) => ({ text: session.uri }),
  }),
  CONNECT_GET_TYPE: procedure({
    args: nothing,
    result: textResult,
    ...attributes,
    answer: () => ({ text: 'QEMU' }),
  }),
  CONNECT_GET_LIB_VERSION: procedure({
    args: nothing,
    result: versionResult,
    ...attributes,
    answer: () => ({ version: libvirtVersion }),
  }),
  CONNECT_GET_VERSION: procedure({
    args: nothing,
    result: versionResult,
    access: 'connect:getattr',
    answer: async ({ host }) => {
      const [major = 0, minor = 0, micro = 0] = (await host.versions()).qemu.split('.').map(Number)
      return { version: major * 1_000_000 + minor * 1000 + micro }
    },
  }),
  CONNECT_IS_SECURE: procedure({
    args: nothing,
    result: intResult,
    ...attributes,
    // A UNIX socket never leaves the machine.
    answer: ({ session }) => ({ value: session.isSecure ? 1 : 0 }),
  }),
} satisfies Partial<Record<ProcedureName, unknown>>

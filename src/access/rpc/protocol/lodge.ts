import type { Capabilities, EmulatorInfo, MachineInfo } from '../../../api/index.ts'
import { type ErrorCode, errorCodeOf, errorCodes } from '../../../base/errors.ts'
import type { Problem } from '../../../base/problems.ts'
import { bool, int, list, mapped, nothing, optional, struct, uint, type Xdr } from '../../../formats/xdr/index.ts'
import { domainOf, procedure } from './procedure.ts'
import { amount, bounds, domainArgs, optionalText, text, textResult } from './types.ts'

/** Lodge's own program: what the API has and libvirt's protocol has not. Clients of libvirt's never call it. */
export const lodgeProcedures = {
  HOST_CHECK: 1,
  HOST_COMMAND_LINE: 2,
  HOST_COMPLETED_XML: 3,
  HOST_CAPABILITIES: 4,
  HOST_MACHINES: 5,
  DOMAIN_EMULATOR: 6,
  DOMAIN_LOG_FILE: 7,
} as const

const errorCode: Xdr<ErrorCode> = mapped(int, {
  read: (number): ErrorCode => errorCodeOf(number) ?? 'INTERNAL_ERROR',
  write: (code) => errorCodes[code],
})

const problem: Xdr<Problem> = mapped(
  struct({
    ...{ isError: bool, code: errorCode, message: text, path: optionalText },
    ...{ position: optional(struct({ line: uint, column: uint })), nearest: optionalText },
  }),
  {
    read: ({ isError, ...rest }): Problem => ({ level: isError ? 'error' : 'warning', ...rest }),
    write: ({ level, code, message, path, position, nearest }) => ({
      ...{ isError: level === 'error', code, message, path, position, nearest },
    }),
  },
)

const xmlArgs = struct({ xml: text })
const option = struct({ option: text, value: optionalText })

const kvm: Xdr<Capabilities['kvm']> = mapped(struct({ whyNot: optionalText }), {
  read: ({ whyNot }): Capabilities['kvm'] =>
    whyNot === undefined ? { usable: true } : { usable: false, reason: whyNot },
  write: (it) => ({ whyNot: it.usable ? undefined : it.reason }),
})

const emulator: Xdr<EmulatorInfo> = struct({
  ...{ path: text, archs: list(text, bounds.list), version: optionalText },
  ...{ accelerators: optional(list(text, bounds.list)), defaultMachine: optionalText, error: optionalText },
})

const machine: Xdr<MachineInfo> = struct({
  ...{ name: text, alias: optionalText, default: bool, deprecated: bool, maxCpus: int },
})

export const lodgeProgram = {
  HOST_CHECK: procedure({
    args: xmlArgs,
    result: struct({ problems: list(problem, bounds.list) }),
    // Emulators that the XML names are asked what they can do.
    access: 'connect:write',
    answer: async ({ host }, { xml }) => ({ problems: (await host.check(xml)).slice(0, bounds.list) }),
  }),
  HOST_COMMAND_LINE: procedure({
    args: xmlArgs,
    result: struct({ options: list(option, bounds.list) }),
    access: 'connect:write',
    answer: async ({ host }, { xml }) => ({
      options: (await host.commandLine(xml)).map(({ option, value }) => ({ option, value })),
    }),
  }),
  HOST_COMPLETED_XML: procedure({
    args: xmlArgs,
    result: textResult,
    access: 'connect:write',
    answer: async ({ host }, { xml }) => ({ text: await host.completedXml(xml) }),
  }),
  HOST_CAPABILITIES: procedure({
    args: nothing,
    result: struct({ arch: text, kvm, emulators: list(emulator, bounds.list) }),
    access: 'connect:read',
    answer: ({ host }) => host.capabilities(),
  }),
  HOST_MACHINES: procedure({
    args: struct({ arch: optionalText }),
    result: struct({ arch: text, emulator: text, machines: list(machine, bounds.list) }),
    access: 'connect:read',
    answer: ({ host }, { arch }) => host.machines(arch),
  }),
  DOMAIN_EMULATOR: procedure({
    args: domainArgs,
    result: struct({ pid: int, started: amount, commandLine: list(text, bounds.list) }),
    access: 'domain:read',
    answer: async (call, { dom }) => (await domainOf(call, dom)).active().emulator(),
  }),
  DOMAIN_LOG_FILE: procedure({
    args: domainArgs,
    result: struct({ path: optionalText }),
    access: 'domain:read',
    answer: async (call, { dom }) => ({ path: await (await domainOf(call, dom)).logFile() }),
  }),
}

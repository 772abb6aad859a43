import type { KeysMode, PowerMode, SuspendTarget } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { formatNumberSet, parseNumberSet } from '../../../base/number-sets.ts'
import { int, list, nothing, struct, typedParameters, uhyper, uint } from '../../../formats/xdr/index.ts'
import { guestInfo } from './guest-info.ts'
import type { ProcedureName } from './numbers.ts'
import { type Call, domainOf, procedure, refuseOtherFlags } from './procedure.ts'
import {
  amount,
  bounds,
  type DomainHandle,
  domainFlagsArgs,
  domainHandle,
  flags,
  intResult,
  optionalText,
  text,
  textResult,
} from './types.ts'

const dom = domainHandle

/** virDomainShutdownFlagValues, which virDomainRebootFlagValues repeat. */
export const powerFlags: Record<PowerMode, number> = { acpi: 1, agent: 2 }

/** virDomainGetHostnameFlags; where leases are known, they could be asked instead of the guest. */
const hostnameFlags = { lease: 1, agent: 2 } as const

/** virDomainSetTimeFlags, virDomainSetUserPasswordFlags, virDomainAuthorizedSSHKeysSetFlags */
export const timeFlags = { sync: 1 } as const
export const passwordFlags = { encrypted: 1 } as const
export const keysFlags: Record<Exclude<KeysMode, 'replace'>, number> = { append: 1, remove: 2 }

/** virNodeSuspendTarget, in its order. */
export const suspendTargets: readonly SuspendTarget[] = ['memory', 'disk', 'hybrid']

/** What the agent in a guest is asked. Who may only look may not: the answers come from the guest, and it can wait with them. */
export const domainAgent = {
  DOMAIN_GET_HOSTNAME: procedure({
    args: domainFlagsArgs,
    result: textResult,
    access: 'domain:write',
    answer: async (call, { dom, flags }) => {
      refuseOtherFlags(flags, hostnameFlags)
      const { name, agent } = await domainOf(call, dom)
      if (flags === hostnameFlags.lease) {
        throw new LodgeError('NO_HOSTNAME', `no hostname found: no hostname found for domain ${name}`)
      }
      return { text: await agent.hostname() }
    },
  }),
  DOMAIN_GET_TIME: procedure({
    args: domainFlagsArgs,
    result: struct({ seconds: amount, nanoseconds: uint }),
    access: 'domain:write',
    answer: async (call, { dom, flags }) => (await agentOf(call, dom, flags)).time(),
  }),
  DOMAIN_SET_TIME: procedure({
    args: struct({ dom, seconds: amount, nanoseconds: uint, flags }),
    result: nothing,
    access: 'domain:set-time',
    answer: async (call, { dom, seconds, nanoseconds, flags }) => {
      refuseOtherFlags(flags, timeFlags)
      await (await agentOf(call, dom)).setTime(flags & timeFlags.sync ? undefined : { seconds, nanoseconds })
    },
  }),
  DOMAIN_FSFREEZE: procedure({
    args: struct({ dom, mountpoints: list(text, bounds.mountpoints), flags }),
    result: intResult,
    access: 'domain:fs-freeze',
    answer: async (call, { dom, mountpoints, flags }) => ({
      value: await (await agentOf(call, dom, flags)).freeze(mountpoints),
    }),
  }),
  DOMAIN_FSTHAW: procedure({
    args: struct({ dom, mountpoints: list(text, bounds.mountpoints), flags }),
    result: intResult,
    access: 'domain:fs-freeze',
    // QEMU's agent thaws all or nothing.
    answer: async (call, { dom, flags }) => ({ value: await (await agentOf(call, dom, flags)).thaw() }),
  }),
  DOMAIN_FSTRIM: procedure({
    args: struct({ dom, mountpoint: optionalText, minimum: uhyper, flags }),
    result: nothing,
    access: 'domain:fs-trim',
    answer: async (call, { dom, mountpoint, minimum, flags }) => {
      const agent = await agentOf(call, dom, flags)
      if (mountpoint) throw unsupported('Specifying mount point is not supported for now')
      await agent.trim(minimum ? { minimum: Number(minimum) } : {})
    },
  }),
  DOMAIN_GET_FSINFO: procedure({
    args: domainFlagsArgs,
    result: struct({
      filesystems: list(
        struct({ mountpoint: text, name: text, type: text, disks: list(text, bounds.filesystemDisks) }),
        bounds.filesystems,
      ),
      count: uint,
    }),
    access: 'domain:write',
    answer: async (call, { dom, flags }) => {
      const found = await (await agentOf(call, dom, flags)).filesystems()
      const filesystems = found.map(({ disks, ...rest }) => ({
        ...rest,
        disks: disks.flatMap(({ target }) => target ?? []),
      }))
      return { filesystems, count: filesystems.length }
    },
  }),
  DOMAIN_GET_GUEST_INFO: procedure({
    args: struct({ dom, types: uint, flags }),
    result: struct({ params: typedParameters(bounds.guestInfo) }),
    access: 'domain:write',
    answer: async (call, { dom, types, flags }) => ({
      params: await guestInfo(await agentOf(call, dom, flags), types),
    }),
  }),
  DOMAIN_SET_USER_PASSWORD: procedure({
    args: struct({ dom, user: optionalText, password: optionalText, flags }),
    result: nothing,
    access: 'domain:set-password',
    answer: async (call, { dom, user = '', password = '', flags }) => {
      refuseOtherFlags(flags, passwordFlags)
      await (await agentOf(call, dom)).setPassword(user, password, {
        encrypted: (flags & passwordFlags.encrypted) !== 0,
      })
    },
  }),
  DOMAIN_GET_GUEST_VCPUS: procedure({
    args: domainFlagsArgs,
    result: struct({ params: typedParameters(bounds.guestVcpus) }),
    access: 'domain:write',
    answer: async (call, { dom, flags }) => {
      const vcpus = await (await agentOf(call, dom, flags)).vcpus()
      const set = (name: string, cpus: typeof vcpus) =>
        ({ name, type: 'string', value: formatNumberSet(cpus.map(({ number }) => number)) }) as const
      const params = [
        set('vcpus', vcpus),
        set(
          'online',
          vcpus.filter(({ online }) => online),
        ),
        set(
          'offlinable',
          vcpus.filter(({ offlinable }) => offlinable),
        ),
      ]
      return { params }
    },
  }),
  DOMAIN_SET_GUEST_VCPUS: procedure({
    args: struct({ dom, cpus: text, state: int, flags }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, cpus, state, flags }) => {
      const agent = await agentOf(call, dom, flags)
      if (state !== 0 && state !== 1) throw new LodgeError('INVALID_ARG', 'unsupported state value')
      const numbers = parseNumberSet(cpus)
      if (!numbers?.length)
        throw new LodgeError('INVALID_ARG', `invalid argument: '${cpus.slice(0, 80)}' names no vCPUs`)
      await agent.setVcpus(numbers, state === 1)
    },
  }),
  DOMAIN_AUTHORIZED_SSH_KEYS_GET: procedure({
    args: struct({ dom, user: text, flags }),
    result: struct({ keys: list(text, bounds.sshKeys) }),
    access: 'domain:write',
    answer: async (call, { dom, user, flags }) => ({
      keys: await (await agentOf(call, dom, flags)).authorizedKeys(user),
    }),
  }),
  DOMAIN_AUTHORIZED_SSH_KEYS_SET: procedure({
    args: struct({ dom, user: text, keys: list(text, bounds.sshKeys), flags }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, user, keys, flags }) => {
      refuseOtherFlags(flags, keysFlags)
      const agent = await agentOf(call, dom)
      if (flags === (keysFlags.append | keysFlags.remove)) {
        throw new LodgeError('INVALID_ARG', "Flags 'append' and 'remove' are mutually exclusive")
      }
      const mode = (Object.keys(keysFlags) as KeysMode[]).find(
        (each) => keysFlags[each as keyof typeof keysFlags] === flags,
      )
      await agent.setAuthorizedKeys(user, keys, { mode: mode ?? 'replace' })
    },
  }),
  DOMAIN_PM_SUSPEND_FOR_DURATION: procedure({
    args: struct({ dom, target: uint, duration: uhyper, flags }),
    result: nothing,
    access: 'domain:pm-control',
    answer: async (call, { dom, target: number, duration, flags }) => {
      const agent = await agentOf(call, dom, flags)
      if (duration) throw unsupported('Duration not supported. Use 0 for now')
      const target = suspendTargets[number]
      if (!target) throw new LodgeError('INVALID_ARG', `invalid argument: Unknown suspend target: ${number}`)
      await agent.suspend(target)
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>

export async function agentOf(call: Call, handle: DomainHandle, noFlags = 0) {
  refuseOtherFlags(noFlags, {})
  return (await domainOf(call, handle)).agent
}

function unsupported(what: string): LodgeError {
  return new LodgeError('ARGUMENT_UNSUPPORTED', `argument unsupported: ${what}`)
}

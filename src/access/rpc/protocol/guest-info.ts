import type { GuestAgent, GuestDisk, GuestFilesystem, GuestInterface, GuestOs, GuestUser } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import type { TypedParameter } from '../../../formats/xdr/index.ts'

/** virDomainGuestInfoTypes */
export const guestInfoTypes = {
  users: 1,
  os: 2,
  timezone: 4,
  hostname: 8,
  filesystems: 16,
  disks: 32,
  interfaces: 64,
  load: 128,
} as const

/** What a guest says of itself, in libvirt's order. */
const groups: Record<keyof typeof guestInfoTypes, (agent: GuestAgent) => Promise<TypedParameter[]>> = {
  users: async (agent) => usersOf(await agent.users()),
  os: async (agent) => osOf(await agent.os()),
  timezone: async (agent) => timezoneOf(await agent.timezone()),
  hostname: async (agent) => [string('hostname', await agent.hostname())],
  filesystems: async (agent) => filesystemsOf(await agent.filesystems()),
  disks: async (agent) => disksOf(await agent.disks()),
  interfaces: async (agent) => interfacesOf(await agent.interfaces()),
  load: async (agent) => loadOf(await agent.load()),
}

const names = Object.keys(guestInfoTypes) as (keyof typeof guestInfoTypes)[]
const everything = names.reduce((sum, name) => sum | guestInfoTypes[name], 0)

/** Where everything is asked for, what the agent doesn't know is left out. */
export async function guestInfo(agent: GuestAgent, types: number): Promise<TypedParameter[]> {
  const others = (types & ~everything) >>> 0
  if (others) {
    const hex = others.toString(16)
    throw new LodgeError('INVALID_ARG', `invalid argument: unsupported guest information types '0x${hex}'`)
  }
  const found: TypedParameter[] = []
  for (const name of names) {
    if (types !== 0 && (types & guestInfoTypes[name]) === 0) continue
    try {
      found.push(...(await groups[name](agent)))
    } catch (error) {
      if (types !== 0 || !(error instanceof LodgeError) || error.code !== 'OPERATION_UNSUPPORTED') throw error
    }
  }
  return found
}

const string = (name: string, value: string): TypedParameter => ({ name, type: 'string', value })
const uint = (name: string, value: number): TypedParameter => ({ name, type: 'uint', value })
const ullong = (name: string, value: number): TypedParameter => ({
  name,
  type: 'ullong',
  value: BigInt(Math.trunc(value)),
})
const double = (name: string, value: number): TypedParameter => ({ name, type: 'double', value })

/** Nothing of what the guest doesn't say. */
function maybe<T>(make: (name: string, value: T) => TypedParameter, name: string, value: T | undefined) {
  return value === undefined ? [] : [make(name, value)]
}

/** `user.count`, then of each `user.0.name`, … */
function counted<T>(prefix: string, items: readonly T[], of: (item: T, prefix: string) => TypedParameter[]) {
  return [uint(`${prefix}.count`, items.length), ...items.flatMap((item, index) => of(item, `${prefix}.${index}`))]
}

function usersOf(users: GuestUser[]): TypedParameter[] {
  return counted('user', users, ({ name, domain, loginTime }, at) => [
    string(`${at}.name`, name),
    ...maybe(string, `${at}.domain`, domain),
    ullong(`${at}.login-time`, loginTime),
  ])
}

export const osNames = {
  id: 'os.id',
  name: 'os.name',
  prettyName: 'os.pretty-name',
  version: 'os.version',
  versionId: 'os.version-id',
  machine: 'os.machine',
  variant: 'os.variant',
  variantId: 'os.variant-id',
  kernelRelease: 'os.kernel-release',
  kernelVersion: 'os.kernel-version',
} as const satisfies Record<keyof GuestOs, string>

function osOf(os: GuestOs): TypedParameter[] {
  return (Object.keys(osNames) as (keyof GuestOs)[]).flatMap((field) => maybe(string, osNames[field], os[field]))
}

function timezoneOf({ name, offset }: { name?: string; offset: number }): TypedParameter[] {
  return [...maybe(string, 'timezone.name', name), { name: 'timezone.offset', type: 'int', value: offset }]
}

function filesystemsOf(filesystems: GuestFilesystem[]): TypedParameter[] {
  if (filesystems.length === 0) return []
  return counted('fs', filesystems, ({ name, mountpoint, type, total, used, disks }, at) => [
    ...[string(`${at}.name`, name), string(`${at}.mountpoint`, mountpoint), string(`${at}.fstype`, type)],
    ...[...maybe(ullong, `${at}.total-bytes`, total), ...maybe(ullong, `${at}.used-bytes`, used)],
    ...counted(`${at}.disk`, disks, ({ target, serial, device }, disk) => [
      ...maybe(string, `${disk}.alias`, target),
      ...maybe(string, `${disk}.serial`, serial),
      ...maybe(string, `${disk}.device`, device),
    ]),
  ])
}

function disksOf(disks: GuestDisk[]): TypedParameter[] {
  if (disks.length === 0) return []
  return counted('disk', disks, ({ name, partition, dependencies, target, serial, alias }, at) => [
    ...[string(`${at}.name`, name), { name: `${at}.partition`, type: 'boolean', value: partition } as const],
    ...(dependencies.length === 0
      ? []
      : counted(`${at}.dependency`, dependencies, (each, dependency) => [string(`${dependency}.name`, each)])),
    ...maybe(string, `${at}.serial`, serial),
    ...maybe(string, `${at}.alias`, target),
    ...maybe(string, `${at}.guest_alias`, alias),
  ])
}

function interfacesOf(interfaces: GuestInterface[]): TypedParameter[] {
  return counted('if', interfaces, ({ name, mac, addresses }, at) => [
    ...[string(`${at}.name`, name), ...maybe(string, `${at}.hwaddr`, mac)],
    ...counted(`${at}.addr`, addresses, ({ type, address, prefix }, addr) => [
      ...[string(`${addr}.type`, type), string(`${addr}.addr`, address), uint(`${addr}.prefix`, prefix)],
    ]),
  ])
}

function loadOf({ load1, load5, load15 }: { load1: number; load5: number; load15: number }): TypedParameter[] {
  return [double('load.1m', load1), double('load.5m', load5), double('load.15m', load15)]
}

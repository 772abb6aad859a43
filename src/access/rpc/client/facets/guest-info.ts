import type { GuestDisk, GuestFilesystem, GuestOs, GuestTimezone, GuestUser } from '../../../../api/index.ts'
import { LodgeError } from '../../../../base/errors.ts'
import type { TypedParameter } from '../../../../formats/xdr/index.ts'
import { osNames } from '../../protocol/guest-info.ts'

/** What a guest says of itself, by the names that libvirt gives it. */
export class GuestInfo {
  readonly #values: ReadonlyMap<string, TypedParameter['value']>
  readonly #prefix: string

  constructor(values: readonly TypedParameter[] | ReadonlyMap<string, TypedParameter['value']>, prefix = '') {
    this.#values =
      values instanceof Map ? values : new Map([...(values as TypedParameter[])].map((each) => [each.name, each.value]))
    this.#prefix = prefix
  }

  text(name: string): string | undefined {
    const value = this.#get(name)
    return value === undefined ? undefined : String(value)
  }

  number(name: string): number | undefined {
    const value = this.#get(name)
    return value === undefined ? undefined : Number(value)
  }

  isTrue(name: string): boolean {
    return this.#get(name) === true
  }

  /** `user.count`, then `user.0.name`, …; no more of them than have come. */
  list(name: string): GuestInfo[] {
    const count = Math.min(this.number(`${name}.count`) ?? 0, this.#values.size)
    return Array.from({ length: count }, (_, index) => new GuestInfo(this.#values, `${this.#prefix}${name}.${index}.`))
  }

  #get(name: string): TypedParameter['value'] | undefined {
    return this.#values.get(this.#prefix + name)
  }
}

export function usersOf(info: GuestInfo): GuestUser[] {
  return info.list('user').map((user) => ({
    name: user.text('name') ?? '',
    domain: user.text('domain'),
    loginTime: user.number('login-time') ?? 0,
  }))
}

export function osOf(info: GuestInfo): GuestOs {
  const fields = Object.entries(osNames).flatMap(([field, name]) => {
    const value = info.text(name)
    return value === undefined ? [] : [[field, value]]
  })
  return Object.fromEntries(fields)
}

export function timezoneOf(info: GuestInfo): GuestTimezone {
  return { name: info.text('timezone.name'), offset: info.number('timezone.offset') ?? 0 }
}

export function filesystemsOf(info: GuestInfo): GuestFilesystem[] {
  return info.list('fs').map((each) => ({
    name: each.text('name') ?? '',
    mountpoint: each.text('mountpoint') ?? '',
    type: each.text('fstype') ?? '',
    total: each.number('total-bytes'),
    used: each.number('used-bytes'),
    disks: each.list('disk').map((disk) => ({
      target: disk.text('alias'),
      serial: disk.text('serial'),
      device: disk.text('device'),
    })),
  }))
}

export function disksOf(info: GuestInfo): GuestDisk[] {
  return info.list('disk').map((disk) => ({
    name: disk.text('name') ?? '',
    partition: disk.isTrue('partition'),
    dependencies: disk.list('dependency').map((each) => each.text('name') ?? ''),
    target: disk.text('alias'),
    serial: disk.text('serial'),
    alias: disk.text('guest_alias'),
  }))
}

/** A number that was asked for and is not among what came. */
export function required(info: GuestInfo, name: string): number {
  const value = info.number(name)
  if (value === undefined) throw new LodgeError('OPERATION_UNSUPPORTED', `the guest's agent does not say ${name}`)
  return value
}

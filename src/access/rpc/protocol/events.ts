import type { DomainEvent } from '../../../api/index.ts'
import { int, struct, type Xdr } from '../../../formats/xdr/index.ts'
import type { ProcedureName } from './numbers.ts'
import { amount, domainHandle, optionalText, text } from './types.ts'
import { lifecycleNumbers, lifecycleOf, metadataKinds } from './words.ts'

/** What is sent of one kind of events (virDomainEventID). */
interface EventRow<B = unknown> {
  message: ProcedureName
  /** The message of clients from before registrations had numbers. */
  legacy?: ProcedureName
  /** What stands behind the number of the registration. */
  body: Xdr<B>
  /** Undefined where the event is of another kind. */
  of(event: DomainEvent): Omit<B, 'dom'> | undefined
  /** The same the other way, for clients. */
  from(body: B): Told | undefined
}

type Told = Pick<DomainEvent, 'event' | 'detail' | 'data'>

function eventRow<B>(row: EventRow<B>): EventRow {
  return row as EventRow
}

const onlyDomain = struct({ dom: domainHandle })
const deviceBody = struct({ dom: domainHandle, alias: text })

/** Messages that say a reason say it before the domain. */
const reasonBody = struct({ reason: int, dom: domainHandle })

/** QEMU's event of that name, with what came with it. */
function told<T>(name: string, read: (data: Record<string, unknown>) => T | undefined) {
  return ({ event, detail, data }: DomainEvent): T | undefined =>
    event === 'other' && detail === name ? read(data ?? {}) : undefined
}

function other(detail: string, data: Record<string, unknown> = {}): Told {
  return { event: 'other', detail, data }
}

const watchdogActions = ['none', 'pause', 'reset', 'poweroff', 'shutdown', 'debug', 'inject-nmi']

/** A device's name as users know it. QEMU's event also comes for what has none, and for parts of devices. */
function aliasOf({ device }: Record<string, unknown>): { alias: string } | undefined {
  return typeof device === 'string' ? { alias: device } : undefined
}

/** By virDomainEventID; what isn't here can be asked for, and never comes. */
export const domainEvents: Record<number, EventRow> = {
  0: eventRow({
    message: 'DOMAIN_EVENT_CALLBACK_LIFECYCLE',
    legacy: 'DOMAIN_EVENT_LIFECYCLE',
    body: struct({ dom: domainHandle, event: int, detail: int }),
    of: ({ event, detail }) => lifecycleNumbers(event, detail),
    from: lifecycleOf,
  }),
  1: eventRow({
    message: 'DOMAIN_EVENT_CALLBACK_REBOOT',
    legacy: 'DOMAIN_EVENT_REBOOT',
    body: onlyDomain,
    of: ({ event }) => (event === 'reboot' ? {} : undefined),
    from: () => ({ event: 'reboot', detail: 'unknown' }),
  }),
  2: eventRow({
    message: 'DOMAIN_EVENT_CALLBACK_RTC_CHANGE',
    legacy: 'DOMAIN_EVENT_RTC_CHANGE',
    body: struct({ dom: domainHandle, offset: amount }),
    of: told('RTC_CHANGE', ({ offset }) => ({ offset: Number(offset) || 0 })),
    from: ({ offset }) => other('RTC_CHANGE', { offset }),
  }),
  3: eventRow({
    message: 'DOMAIN_EVENT_CALLBACK_WATCHDOG',
    legacy: 'DOMAIN_EVENT_WATCHDOG',
    body: struct({ dom: domainHandle, action: int }),
    of: told('WATCHDOG', ({ action }) => ({ action: Math.max(0, watchdogActions.indexOf(String(action))) })),
    from: ({ action }) => other('WATCHDOG', { action: watchdogActions[action] }),
  }),
  10: eventRow({
    message: 'DOMAIN_EVENT_CALLBACK_TRAY_CHANGE',
    legacy: 'DOMAIN_EVENT_TRAY_CHANGE',
    body: struct({ dom: domainHandle, alias: text, reason: int }),
    of: told('DEVICE_TRAY_MOVED', ({ id, device, 'tray-open': opened }) => ({
      alias: String(id ?? device ?? ''),
      reason: opened ? 0 : 1,
    })),
    from: ({ alias, reason }) => other('DEVICE_TRAY_MOVED', { device: alias, 'tray-open': reason === 0 }),
  }),
  11: eventRow({
    message: 'DOMAIN_EVENT_CALLBACK_PMWAKEUP',
    body: reasonBody,
    of: told('WAKEUP', () => ({ reason: 0 })),
    from: () => other('WAKEUP'),
  }),
  12: eventRow({
    message: 'DOMAIN_EVENT_CALLBACK_PMSUSPEND',
    body: reasonBody,
    of: ({ event, detail }) => (event === 'pmsuspended' && detail === 'memory' ? { reason: 0 } : undefined),
    // The lifecycle's message says the same.
    from: () => undefined,
  }),
  13: eventRow({
    message: 'DOMAIN_EVENT_CALLBACK_BALLOON_CHANGE',
    legacy: 'DOMAIN_EVENT_BALLOON_CHANGE',
    body: struct({ dom: domainHandle, actual: amount }),
    of: told('BALLOON_CHANGE', ({ actual }) => ({ actual: Math.round(Number(actual) / 1024) || 0 })),
    from: ({ actual }) => other('BALLOON_CHANGE', { actual: actual * 1024 }),
  }),
  14: eventRow({
    message: 'DOMAIN_EVENT_CALLBACK_PMSUSPEND_DISK',
    body: reasonBody,
    of: ({ event, detail }) => (event === 'pmsuspended' && detail === 'disk' ? { reason: 0 } : undefined),
    from: () => undefined,
  }),
  15: eventRow({
    message: 'DOMAIN_EVENT_CALLBACK_DEVICE_REMOVED',
    legacy: 'DOMAIN_EVENT_DEVICE_REMOVED',
    body: deviceBody,
    of: told('DEVICE_DELETED', aliasOf),
    from: ({ alias }) => other('DEVICE_DELETED', { device: alias }),
  }),
  22: eventRow({
    message: 'DOMAIN_EVENT_CALLBACK_DEVICE_REMOVAL_FAILED',
    body: deviceBody,
    of: told('DEVICE_UNPLUG_GUEST_ERROR', aliasOf),
    from: ({ alias }) => other('DEVICE_UNPLUG_GUEST_ERROR', { device: alias }),
  }),
  23: eventRow({
    message: 'DOMAIN_EVENT_CALLBACK_METADATA_CHANGE',
    body: struct({ dom: domainHandle, kind: int, uri: optionalText }),
    of: ({ event, detail, data }) =>
      event === 'metadata-change'
        ? { kind: Math.max(0, metadataKinds.indexOf(detail)), uri: data?.uri === undefined ? undefined : `${data.uri}` }
        : undefined,
    from: ({ kind, uri }) => ({ event: 'metadata-change', detail: metadataKinds[kind] ?? 'element', data: { uri } }),
  }),
}

/** One more than the largest virDomainEventID. */
export const domainEventCount = 28

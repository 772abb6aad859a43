import type { DomainEvent, DomainHappening } from '../../../api/index.ts'
import { int, list, struct, type Xdr } from '../../../formats/xdr/index.ts'
import * as words from './event-words.ts'
import type { ProcedureName } from './numbers.ts'
import { amount, bounds, type DomainHandle, domainHandle, optionalText, text } from './types.ts'
import { lifecycleNumbers, lifecycleOf } from './words.ts'

/** What is sent of one kind of events (virDomainEventID). */
export interface EventRow<B = unknown> {
  message: ProcedureName
  /** The message of clients from before registrations had numbers. */
  legacy?: ProcedureName
  /** Where that has less in it. */
  legacyBody?: Xdr<Pick<B & { dom: DomainHandle }, 'dom'>>
  /** What stands behind the number of the registration. */
  body: Xdr<B>
  /** Undefined where the event is of another kind. */
  of(event: DomainEvent): Omit<B, 'dom'> | undefined
  /** The same the other way, for clients; undefined where another message tells more of the same. */
  from(body: B): DomainHappening | undefined
}

type Kind = DomainHappening['event']
type Happening<K extends Kind> = Extract<DomainHappening, { event: K }>

/** A row as it is, whatever its message has in it. */
function eventRow<B>(row: EventRow<B>): EventRow {
  return row as EventRow
}

/** A row whose message has the fields of the contract's event. */
function sameFields<K extends Kind, B extends { dom: unknown }>(
  kind: K,
  row: Pick<EventRow<B>, 'message' | 'legacy' | 'body'> &
    (Required<Omit<Happening<K>, 'event'>> extends Omit<B, 'dom'> ? unknown : { body: never }),
): EventRow {
  return eventRow<B>({
    ...row,
    of: (event) => (event.event === kind ? (event as never) : undefined),
    from: ({ dom: _, ...fields }) => ({ event: kind, ...fields }) as never,
  })
}

const dom = domainHandle
const onlyDomain = struct({ dom })
const deviceBody = struct({ dom, alias: text })
const ioErrorFields = { dom, path: text, alias: text, action: words.ioErrorAction }
const graphicsAddress = struct({ family: words.graphicsFamily, node: text, service: text })
const blockJob = { type: words.blockJobType, status: words.blockJobStatus }

/** Messages that say a reason say it before the domain. */
const reasonBody = struct({ reason: words.noReason, dom })

/** What the lifecycle's message says too. */
function asleep(detail: string, messages: Pick<EventRow, 'message' | 'legacy'>): EventRow {
  return eventRow({
    ...messages,
    ...{ body: reasonBody, legacyBody: onlyDomain },
    of: (event) => (event.event === 'pmsuspended' && event.detail === detail ? { reason: undefined } : undefined),
    from: () => undefined,
  })
}

/** By virDomainEventID. */
export const domainEvents: Record<number, EventRow> = {
  0: eventRow({
    message: 'DOMAIN_EVENT_CALLBACK_LIFECYCLE',
    legacy: 'DOMAIN_EVENT_LIFECYCLE',
    body: struct({ dom, event: int, detail: int }),
    of: (event) => ('detail' in event ? lifecycleNumbers(event.event, event.detail) : undefined),
    from: lifecycleOf,
  }),
  1: eventRow({
    message: 'DOMAIN_EVENT_CALLBACK_REBOOT',
    legacy: 'DOMAIN_EVENT_REBOOT',
    body: onlyDomain,
    of: ({ event }) => (event === 'reboot' ? {} : undefined),
    from: () => ({ event: 'reboot', detail: 'unknown' }),
  }),
  2: sameFields('rtc-change', {
    message: 'DOMAIN_EVENT_CALLBACK_RTC_CHANGE',
    legacy: 'DOMAIN_EVENT_RTC_CHANGE',
    body: struct({ dom, offset: amount }),
  }),
  3: sameFields('watchdog', {
    message: 'DOMAIN_EVENT_CALLBACK_WATCHDOG',
    legacy: 'DOMAIN_EVENT_WATCHDOG',
    body: struct({ dom, action: words.watchdogAction }),
  }),
  4: eventRow({
    message: 'DOMAIN_EVENT_CALLBACK_IO_ERROR',
    legacy: 'DOMAIN_EVENT_IO_ERROR',
    body: struct(ioErrorFields),
    of: (event) => (event.event === 'io-error' ? event : undefined),
    from: () => undefined,
  }),
  5: sameFields('graphics', {
    message: 'DOMAIN_EVENT_CALLBACK_GRAPHICS',
    legacy: 'DOMAIN_EVENT_GRAPHICS',
    body: struct({
      dom,
      phase: words.graphicsPhase,
      local: graphicsAddress,
      remote: graphicsAddress,
      auth: text,
      subject: list(struct({ type: text, name: text }), bounds.graphicsIdentities),
    }),
  }),
  6: sameFields('io-error', {
    message: 'DOMAIN_EVENT_CALLBACK_IO_ERROR_REASON',
    legacy: 'DOMAIN_EVENT_IO_ERROR_REASON',
    body: struct({ ...ioErrorFields, reason: text }),
  }),
  7: sameFields('control-error', {
    message: 'DOMAIN_EVENT_CALLBACK_CONTROL_ERROR',
    legacy: 'DOMAIN_EVENT_CONTROL_ERROR',
    body: onlyDomain,
  }),
  8: eventRow({
    message: 'DOMAIN_EVENT_CALLBACK_BLOCK_JOB',
    legacy: 'DOMAIN_EVENT_BLOCK_JOB',
    body: struct({ dom, path: text, ...blockJob }),
    of: (event) => (event.event === 'block-job' ? event : undefined),
    from: ({ path, type, status }) => ({ event: 'block-job', path, target: '', type, status }),
  }),
  9: sameFields('disk-change', {
    message: 'DOMAIN_EVENT_CALLBACK_DISK_CHANGE',
    legacy: 'DOMAIN_EVENT_DISK_CHANGE',
    body: struct({
      dom,
      oldPath: optionalText,
      newPath: optionalText,
      alias: text,
      reason: words.diskChangeReason,
    }),
  }),
  10: sameFields('tray-change', {
    message: 'DOMAIN_EVENT_CALLBACK_TRAY_CHANGE',
    legacy: 'DOMAIN_EVENT_TRAY_CHANGE',
    body: struct({ dom, alias: text, tray: words.trayState }),
  }),
  11: eventRow({
    message: 'DOMAIN_EVENT_CALLBACK_PMWAKEUP',
    legacy: 'DOMAIN_EVENT_PMWAKEUP',
    ...{ body: reasonBody, legacyBody: onlyDomain },
    of: (event) => (event.event === 'started' && event.detail === 'wakeup' ? { reason: undefined } : undefined),
    from: () => undefined,
  }),
  12: asleep('memory', { message: 'DOMAIN_EVENT_CALLBACK_PMSUSPEND', legacy: 'DOMAIN_EVENT_PMSUSPEND' }),
  13: sameFields('balloon-change', {
    message: 'DOMAIN_EVENT_CALLBACK_BALLOON_CHANGE',
    legacy: 'DOMAIN_EVENT_BALLOON_CHANGE',
    body: struct({ dom, memory: amount }),
  }),
  14: asleep('disk', {
    message: 'DOMAIN_EVENT_CALLBACK_PMSUSPEND_DISK',
    legacy: 'DOMAIN_EVENT_PMSUSPEND_DISK',
  }),
  15: sameFields('device-removed', {
    message: 'DOMAIN_EVENT_CALLBACK_DEVICE_REMOVED',
    legacy: 'DOMAIN_EVENT_DEVICE_REMOVED',
    body: deviceBody,
  }),
  16: eventRow({
    message: 'DOMAIN_EVENT_BLOCK_JOB_2',
    body: struct({ dom, target: text, ...blockJob }),
    of: (event) => (event.event === 'block-job' ? event : undefined),
    // Of the two that tell of a block job the one with the image's path is read.
    from: () => undefined,
  }),
  17: sameFields('tunable', {
    message: 'DOMAIN_EVENT_CALLBACK_TUNABLE',
    body: struct({ dom, parameters: words.eventParameters }),
  }),
  18: sameFields('agent-lifecycle', {
    message: 'DOMAIN_EVENT_CALLBACK_AGENT_LIFECYCLE',
    body: struct({ dom, state: words.agentState, reason: words.agentReason }),
  }),
  19: sameFields('device-added', { message: 'DOMAIN_EVENT_CALLBACK_DEVICE_ADDED', body: deviceBody }),
  20: sameFields('migration-iteration', {
    message: 'DOMAIN_EVENT_CALLBACK_MIGRATION_ITERATION',
    body: struct({ dom, iteration: int }),
  }),
  21: sameFields('job-completed', {
    message: 'DOMAIN_EVENT_CALLBACK_JOB_COMPLETED',
    body: struct({ dom, parameters: words.eventParameters }),
  }),
  22: sameFields('device-removal-failed', {
    message: 'DOMAIN_EVENT_CALLBACK_DEVICE_REMOVAL_FAILED',
    body: deviceBody,
  }),
  23: sameFields('metadata-change', {
    message: 'DOMAIN_EVENT_CALLBACK_METADATA_CHANGE',
    body: struct({ dom, kind: words.metadataKind, uri: optionalText }),
  }),
  24: sameFields('block-threshold', {
    message: 'DOMAIN_EVENT_BLOCK_THRESHOLD',
    body: struct({ dom, device: text, path: optionalText, threshold: amount, excess: amount }),
  }),
  25: eventRow({
    message: 'DOMAIN_EVENT_MEMORY_FAILURE',
    body: struct({ dom, recipient: words.failureRecipient, action: words.failureAction, flags: words.failureFlags }),
    of: (event) => (event.event === 'memory-failure' ? { ...event, flags: event } : undefined),
    from: ({ recipient, action, flags }) => ({ event: 'memory-failure', recipient, action, ...flags }),
  }),
  26: sameFields('memory-device-size-change', {
    message: 'DOMAIN_EVENT_MEMORY_DEVICE_SIZE_CHANGE',
    body: struct({ dom, alias: text, size: amount }),
  }),
  27: sameFields('nic-mac-change', {
    message: 'DOMAIN_EVENT_NIC_MAC_CHANGE',
    body: struct({ dom, alias: text, before: text, now: text }),
  }),
}

/** One more than the largest virDomainEventID. */
export const domainEventCount = Object.keys(domainEvents).length

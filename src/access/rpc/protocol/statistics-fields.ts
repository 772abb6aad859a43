import type * as api from '../../../api/index.ts'
import type { TypedParameter } from '../../../formats/xdr/index.ts'

/** `unsigned` is a `uint` where it fits into one, as libvirt 11 has it. */
export type Kind = TypedParameter['type'] | 'unsigned'
export type Rows<T> = { [K in keyof T]?: readonly [name: string, kind: Kind] }

export const cpu: Rows<api.CpuStatistics> = {
  time: ['time', 'ullong'],
  user: ['user', 'ullong'],
  system: ['system', 'ullong'],
  haltPollSuccess: ['haltpoll.success.time', 'ullong'],
  haltPollFail: ['haltpoll.fail.time', 'ullong'],
}

export const balloon: Rows<api.BalloonStatistics> = {
  current: ['current', 'ullong'],
  maximum: ['maximum', 'ullong'],
  swapIn: ['swap_in', 'ullong'],
  swapOut: ['swap_out', 'ullong'],
  majorFaults: ['major_fault', 'ullong'],
  minorFaults: ['minor_fault', 'ullong'],
  unused: ['unused', 'ullong'],
  available: ['available', 'ullong'],
  usable: ['usable', 'ullong'],
  lastUpdate: ['last-update', 'ullong'],
  diskCaches: ['disk_caches', 'ullong'],
  hugePagesTaken: ['hugetlb_pgalloc', 'ullong'],
  hugePagesFailed: ['hugetlb_pgfail', 'ullong'],
  rss: ['rss', 'ullong'],
}

export const vcpus: Rows<api.VcpuStatistics> = { current: ['current', 'uint'], maximum: ['maximum', 'uint'] }

export const vcpu: Rows<api.VcpuStatistic> = {
  time: ['time', 'ullong'],
  wait: ['wait', 'ullong'],
  delay: ['delay', 'ullong'],
}

export const network: Rows<api.InterfaceTraffic & { name: string }> = {
  name: ['name', 'string'],
  receivedBytes: ['rx.bytes', 'ullong'],
  receivedPackets: ['rx.pkts', 'ullong'],
  receiveErrors: ['rx.errs', 'ullong'],
  receiveDrops: ['rx.drop', 'ullong'],
  sentBytes: ['tx.bytes', 'ullong'],
  sentPackets: ['tx.pkts', 'ullong'],
  sendErrors: ['tx.errs', 'ullong'],
  sendDrops: ['tx.drop', 'ullong'],
}

export const block: Rows<api.BlockStatistics> = {
  name: ['name', 'string'],
  path: ['path', 'string'],
  index: ['backingIndex', 'uint'],
  readRequests: ['rd.reqs', 'ullong'],
  readBytes: ['rd.bytes', 'ullong'],
  readTime: ['rd.times', 'ullong'],
  writeRequests: ['wr.reqs', 'ullong'],
  writeBytes: ['wr.bytes', 'ullong'],
  writeTime: ['wr.times', 'ullong'],
  flushRequests: ['fl.reqs', 'ullong'],
  flushTime: ['fl.times', 'ullong'],
  allocation: ['allocation', 'ullong'],
  capacity: ['capacity', 'ullong'],
  physical: ['physical', 'ullong'],
  threshold: ['threshold', 'ullong'],
}

export const iothread: Rows<api.IothreadStatistics> = {
  pollMax: ['poll-max-ns', 'ullong'],
  pollGrow: ['poll-grow', 'unsigned'],
  pollShrink: ['poll-shrink', 'unsigned'],
}

export const dirtyRate: Rows<api.DirtyRate> = {
  started: ['calc_start_time', 'llong'],
  seconds: ['calc_period', 'int'],
  mode: ['calc_mode', 'string'],
  rate: ['megabytes_per_second', 'llong'],
}

/** virVcpuState and virDomainDirtyRateStatus, in their order. */
export const vcpuStates: readonly api.VcpuState[] = ['offline', 'running', 'blocked']
export const dirtyRateStates: readonly api.DirtyRate['status'][] = ['unstarted', 'measuring', 'measured']

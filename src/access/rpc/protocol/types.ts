import {
  fixedOpaque,
  hyper,
  int,
  list,
  malformed,
  mapped,
  optional,
  string,
  struct,
  uint,
  type Wire,
  type Xdr,
} from '../../../formats/xdr/index.ts'

/** Bounds of libvirt's src/remote/remote_protocol.x. */
export const bounds = {
  string: 4 << 20,
  list: 16384,
  authKinds: 20,
  securityText: 4097,
  securityLabels: 64,
  launchSecurity: 64,
  jobStatistics: 64,
  diskStatistics: 16,
  diskErrors: 256,
  memoryStatistics: 1024,
  cpuStatistics: 2048,
  nodeMemoryParameters: 64,
  cpuMaps: 8 << 20,
  peek: 4 << 20,
  messages: 2048,
  statistics: 262_144,
  nodeModel: 32,
  nodeStatistics: 16,
  nodeCells: 1024,
  cpuMap: 2048,
  cpuModels: 8192,
  baselineCpus: 256,
  eventParameters: 2048,
  mountpoints: 256,
  filesystems: 1024,
  filesystemDisks: 128,
  guestInfo: 2048,
  guestVcpus: 64,
  sshKeys: 2048,
  interfaces: 2048,
  interfaceAddresses: 2048,
  graphicsIdentities: 20,
  identityParameters: 64,
  sevParameters: 64,
  pageSizes: 1024,
  pageCounts: 65_536,
} as const

export const text = string(bounds.string)
export const optionalText = optional(text)
/** Seconds, sizes and counters that JavaScript's numbers hold. */
export const amount: Xdr<number> = mapped(hyper, { read: Number, write: (value) => BigInt(Math.round(value)) })
export const flags = uint

export const uuid: Xdr<string> = mapped(fixedOpaque(16), {
  read: (bytes) => {
    const digits = Buffer.from(bytes.buffer, bytes.byteOffset, 16).toString('hex')
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`
  },
  write: (value) => {
    const bytes = Buffer.from(value.replaceAll('-', ''), 'hex')
    if (value.length !== 36 || bytes.length !== 16) throw malformed(`'${value}' is no UUID`)
    return bytes
  },
})

/** How a domain is named in calls and answers; `id` is -1 where it does not run. Only the UUID is looked at. */
export const domainHandle = struct({ name: text, uuid, id: int })
export type DomainHandle = Wire<typeof domainHandle>

/** What most calls about a domain bring. */
export const domainArgs = struct({ dom: domainHandle })
export const domainFlagsArgs = struct({ dom: domainHandle, flags })
export const domainResult = struct({ dom: domainHandle })
export const flagsArgs = struct({ flags })
export const intResult = struct({ value: int })
export const textResult = struct({ text })

/** C's `char`s, each in four bytes: as many as there are, padded with NULs, or a list of them that ends with one. */
const characters = {
  read: (codes: number[]): string => {
    const end = codes.indexOf(0)
    return String.fromCharCode(...codes.slice(0, end < 0 ? undefined : end).map((code) => code & 0xff))
  },
}

export function fixedChars(length: number): Xdr<string> {
  const codes: Xdr<number[]> = {
    least: length * 4,
    encode: (to, values) => {
      for (let index = 0; index < length; index++) to.int(index < length - 1 ? (values[index] ?? 0) : 0)
    },
    decode: (from) => Array.from({ length }, () => from.int()),
  }
  return mapped(codes, { ...characters, write: (value) => Array.from(value, (letter) => letter.charCodeAt(0) & 0x7f) })
}

export function chars(max: number): Xdr<string> {
  return mapped(list(int, max), {
    ...characters,
    write: (value) => [...Array.from(value, (letter) => letter.charCodeAt(0) & 0x7f), 0],
  })
}

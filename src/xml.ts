/** The door `lodged/xml`: domain XML to plain data and back, without a host, a process or a file. */
export { type Problem, problemToError } from './base/problems.ts'
export { type FormatOptions, formatDomain } from './model/domain/format.ts'
export { parseDomain, readDomain } from './model/domain/parse.ts'
export type { Domain } from './model/domain/xml.ts'

export type * from './commands.ts'
export { QmpError } from './error.ts'
export { FakeMonitor, type RecordedSession, recordedSessions } from './fake.ts'
export type { Monitor, QmpEvent, WaitOptions } from './monitor.ts'

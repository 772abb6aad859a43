export type * from './domain.ts'
export type * from './events.ts'
export type * from './host.ts'
export type * from './node.ts'

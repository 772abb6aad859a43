export type { Definition } from './definition.ts'
export { Definitions, type StartKind } from './definitions.ts'

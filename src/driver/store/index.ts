export type { Definition } from './definition.ts'
export { Definitions } from './definitions.ts'

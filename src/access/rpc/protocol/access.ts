export type { AccessClass } from '../../chain/access-classes.ts'

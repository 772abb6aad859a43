export { LocalHost } from './local-host.ts'

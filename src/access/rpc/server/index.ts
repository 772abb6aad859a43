export { RpcServer } from './server.ts'

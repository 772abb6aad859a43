export { LocalAgent } from './local-agent.ts'

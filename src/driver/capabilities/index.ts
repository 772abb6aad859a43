export { EmulatorFacts } from './emulators.ts'
export { type ProbeOptions, probeBinary } from './probe.ts'
export { factsFromConversation } from './recorded.ts'

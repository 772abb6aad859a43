export { encodeMessage, type Message, MessageSplitter, messageTypes } from './messages.ts'
export type { Value, Variant } from './types.ts'

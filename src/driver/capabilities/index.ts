export { probeConversation } from './conversation.ts'
export { factsFromConversation } from './recorded.ts'

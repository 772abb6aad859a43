import { domainVerb } from '../domain-verb.ts'
import { jsonHelp } from '../verb.ts'

export default domainVerb<{ json?: boolean }>({
  summary: 'Show what domains are doing, and why',
  example: 'lodge state hello',
  options: (command) => command.option('--json', `${jsonHelp}, an object a line`),
  act: async (domain, { json }) => {
    const { state, reason } = await domain.status()
    return json ? JSON.stringify({ name: domain.name, state, reason }) : `${state} (${reason})`
  },
})

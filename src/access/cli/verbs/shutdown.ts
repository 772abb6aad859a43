import { domainVerb } from '../domain-verb.ts'
import { untilOff, type WaitOptions, waitOptions } from '../waiting.ts'

export default domainVerb<WaitOptions>({
  summary: 'Press the power button; without --wait the request is all that is done',
  example: 'lodge shutdown hello --wait --timeout 30',
  offers: 'active',
  options: (command) => waitOptions(command, 'the guest has ended'),
  act: async (domain, { wait, timeout: limit }, { terminal }) => {
    await domain.shutdown()
    if (!wait) return undefined
    await untilOff({ domain, terminal, limit })
    return `${terminal.style('bold', domain.name)} is off`
  },
})

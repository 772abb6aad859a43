import { LodgeError } from '../../../base/errors.ts'
import { domainVerb } from '../domain-verb.ts'

export default domainVerb<{ wait?: string }>({
  summary: 'Press the power button; without --wait the request is all that is done',
  example: 'lodge shutdown hello --wait 30',
  options: (command) => command.option('--wait <seconds>', 'for the guest to end'),
  act: async (domain, { wait }, { style }) => {
    await domain.shutdown(wait === undefined ? {} : { timeout: secondsOf(wait) * 1000 })
    return wait === undefined ? undefined : `${style('bold', domain.name)} is off`
  },
})

function secondsOf(text: string): number {
  const seconds = Number(text)
  if (seconds > 0 && seconds < 1e6) return seconds
  throw new LodgeError('INVALID_ARG', `--wait takes seconds, not '${text}'`, { data: { usage: true } })
}

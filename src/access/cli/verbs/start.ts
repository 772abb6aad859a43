import { domainVerb } from '../domain-verb.ts'

export default domainVerb<{ paused?: boolean }>({
  summary: 'Start domains that are defined',
  example: 'lodge start hello && lodge console hello',
  offers: 'inactive',
  options: (command) => command.option('-p, --paused', 'leave its CPUs stopped'),
  act: async (domain, { paused }, { terminal: { style } }) => {
    await domain.start({ paused })
    const log = await domain.logFile()
    const where = log === undefined ? '' : `; its log is ${log}`
    return `${style('bold', domain.name)} ${paused ? 'waits for lodge resume' : 'runs'}${where}`
  },
})

import { domainVerb } from '../domain-verb.ts'
import { untilAgent, type WaitOptions, waitOptions } from '../waiting.ts'

export default domainVerb<{ paused?: boolean; resetNvram?: boolean } & WaitOptions>({
  summary: 'Start domains that are defined',
  example: 'lodge start hello --wait --timeout 60',
  offers: 'inactive',
  options: (command) =>
    waitOptions(command, "the guest's agent answers: its system is up")
      .option('-p, --paused', 'leave its CPUs stopped')
      .option('--reset-nvram', "begin the firmware's variables anew"),
  act: async (domain, { paused, resetNvram, wait, timeout: limit }, { terminal }) => {
    const { style } = terminal
    const running = await domain.start({ paused, resetNvram })
    if (wait) await untilAgent({ domain: running, terminal, limit })
    const log = await domain.logFile()
    const where = log === undefined ? '' : `; its log is ${log}`
    return `${style('bold', domain.name)} ${paused ? 'waits for lodge resume' : 'runs'}${where}`
  },
})

import type { Domain } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { domainVerb } from '../domain-verb.ts'
import { type WaitOptions, waitFor, waitOptions } from '../waiting.ts'

export default domainVerb<WaitOptions>({
  summary: 'Press the power button, and start the guest again once it has switched itself off',
  example: 'lodge reboot hello --wait --timeout 60',
  offers: 'active',
  options: (command) => waitOptions(command, 'the guest starts again; always so where no daemon sees to it'),
  act: async (domain, { wait, timeout: limit }, { terminal, daemon }) => {
    const { name } = domain
    // Without a daemon it is this process that starts the guest again.
    if (!wait && (await daemon())) {
      await domain.reboot()
      return undefined
    }
    const again = untilItGoesOn(domain)
    again.catch(() => {})
    await domain.reboot()
    await waitFor(`waiting for ${name} to start again`, Promise.race([again, domain.ended().then(() => again)]), {
      ...{ terminal, limit, failure: `${name} has not switched itself off` },
      hint: `its system may ignore the power button; lodge reset ${name} presses another one`,
    })
    return `${terminal.style('bold', name)} starts again`
  },
})

async function untilItGoesOn(domain: Domain): Promise<void> {
  let reset = false
  for await (const happening of domain.events()) {
    if (happening.event === 'reboot' && happening.detail === 'host') reset = true
    if (happening.event === 'resumed' && reset) return
  }
  throw new LodgeError('OPERATION_FAILED', `'${domain.name}' has ended instead of starting again`)
}

import type { Domain } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { domainVerb } from '../domain-verb.ts'

export default domainVerb({
  summary: 'Press the power button, and start the guest again once it has switched itself off; waits for that',
  example: 'lodge reboot hello',
  act: async (domain, _, { style }) => {
    const again = untilItGoesOn(domain)
    await domain.reboot()
    // Waiting for the end as well keeps this process alive: it is what resets the guest.
    await Promise.race([again, domain.ended().then(() => again)])
    return `${style('bold', domain.name)} starts again`
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

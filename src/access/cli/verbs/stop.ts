import { domainVerb } from '../domain-verb.ts'
import { seconds } from '../seconds.ts'
import { waitFor } from '../waiting.ts'

export default domainVerb<{ removeLogs?: boolean; timeout?: number }>({
  summary: 'Pull the plug; the guest is not asked, and is off when this ends',
  example: 'lodge stop hello',
  offers: 'active',
  options: (command) =>
    command
      .option('--remove-logs', 'then remove what its emulator and the programs beside it have said')
      .option('--timeout <seconds>', 'give up after that long; without it there is no end', seconds),
  act: async (domain, { removeLogs, timeout: limit }, { terminal }) => {
    const { name } = domain
    await waitFor(`waiting for ${name} to be off`, domain.destroy({ removeLogs }), {
      ...{ terminal, limit, failure: `${name} is not off` },
      hint: `lodge state ${name} tells whether it is by now; a kernel that waits for a disk lets nobody end its processes`,
    })
    return `${terminal.style('bold', name)} is off`
  },
})

import { Option } from 'commander'
import type { UndefineOptions } from '../../../api/index.ts'
import { domainVerb } from '../domain-verb.ts'

interface Options {
  nvram?: boolean
  tpm?: UndefineOptions['tpm']
}

export default domainVerb<Options>({
  summary: 'Forget definitions; what runs goes on until it ends',
  example: 'lodge undefine hello --nvram',
  options: (command) =>
    command
      .option('--nvram', "remove the firmware's variables too; without it they stay")
      .addOption(
        new Option(
          '--tpm <what>',
          'what its emulated TPM keeps; without it, as its persistent_state says, which is to remove',
        ).choices(['keep', 'remove']),
      ),
  act: async (domain, { nvram, tpm }, { terminal: { style } }) => {
    await domain.undefine({ nvram: nvram ? 'remove' : undefined, tpm })
    return `${style('bold', domain.name)} is no longer defined`
  },
})

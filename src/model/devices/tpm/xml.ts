import { attr, child, element, flag, type Infer, optional, union, within } from '../../../formats/xml/declare.ts'
import { nonEmpty, oneOf, uint, yesNo } from '../../../formats/xml/scalars.ts'
import { commonFields } from '../shared/common.ts'

const banksElement = element(
  'active_pcr_banks',
  { sha1: flag(), sha256: flag(), sha384: flag(), sha512: flag() },
  'Which hashes the platform registers are kept in',
)

const profileElement = element('profile', {
  source: attr(nonEmpty, 'of the settings that the emulator begins with'),
  removeDisabled: optional(attr(oneOf('check', 'fips-host'), 'algorithms that the host disables are left out')),
  name: optional(attr(nonEmpty, 'the profile in force')),
})

const stateElement = element('source', {
  type: attr(oneOf('file', 'dir')),
  path: attr(nonEmpty, "the emulator's state"),
})

const socketElement = element('source', {
  type: attr(oneOf('unix')),
  mode: optional(attr(oneOf('connect'))),
  path: optional(attr(nonEmpty, 'of the emulator that runs already')),
})

const backendElement = element('backend', {
  chip: union('type', {
    passthrough: within('device', { path: optional(attr(nonEmpty, "the host's own; /dev/tpm0 where absent")) }),
    emulator: {
      version: optional(attr(oneOf('1.2', '2.0', 'default'), 'of the standard')),
      persistent_state: optional(attr(yesNo, 'kept when the guest is undefined')),
      debug: optional(attr(uint, 'what the emulator logs: 0 to 20')),
      ...within('encryption', { encryption: optional(attr(nonEmpty, 'the UUID of a secret', { name: 'secret' })) }),
      active_pcr_banks: optional(child(banksElement)),
      source: optional(child(stateElement)),
      profile: optional(child(profileElement)),
    },
    external: { source: optional(child(socketElement)) },
  }),
})

export const tpmElement = element(
  'tpm',
  {
    model: optional(
      attr(
        oneOf('tpm-tis', 'tpm-crb', 'tpm-spapr', 'spapr-tpm-proxy'),
        'tis and crb for PCs and Arm, spapr for pseries',
      ),
    ),
    backend: child(backendElement),
    ...commonFields,
  },
  'A trusted platform module',
)

export type Tpm = Infer<typeof tpmElement>

/** A chip that a program beside QEMU is. */
export type EmulatedChip = Extract<Tpm['backend']['chip'], { type: 'emulator' }>

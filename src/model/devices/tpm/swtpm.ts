import type { Part } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import type { EmulatedChip } from './xml.ts'

/** What swtpm calls its state in a folder. */
const files = { '1.2': 'tpm-00.permall', '2.0': 'tpm2-00.permall' }

/** swtpm: the chip as a process of its own, with keys and certificates that swtpm_setup makes before the first start. */
export function swtpmProcess(chip: EmulatedChip, { host, guest, guestFolder }: LaunchContext): Part {
  const version = chip.version === '1.2' ? '1.2' : '2.0'
  const isNew = version === '2.0'
  const own = chip.source === undefined
  const folder = chip.source?.path ?? `${host.folders.swtpm}/${guest.uuid}/${isNew ? 'tpm2' : 'tpm1.2'}`
  const banks = Object.entries(chip.active_pcr_banks ?? {}).flatMap(([name, on]) => (on ? [name] : []))
  return {
    make: 'process',
    process: {
      name: 'swtpm',
      program: 'swtpm',
      package: 'swtpm',
      arguments: [
        ...['socket', '--ctrl', 'type=unixio,fd=3', '--tpmstate', `dir=${folder},mode=0600`],
        ...(chip.debug === undefined ? [] : ['--log', `fd=2,level=${chip.debug}`]),
        ...(isNew ? ['--tpm2'] : []),
        '--terminate',
      ],
      what: 'TPM',
      lost: 'its TPM does not answer',
      user: 'guest',
      begin: { by: 'inheriting', socket: host.tpm.socket(guestFolder) },
      state: {
        ...{ folder, own, file: files[version] },
        setup: {
          program: 'swtpm_setup',
          package: 'swtpm-tools',
          // the system has a configuration, and a user without one gets one
          first: host.privileged ? undefined : ['--create-config-files', 'skip-if-exist'],
          arguments: [
            ...(isNew ? ['--tpm2'] : []),
            ...['--vmid', `${guest.name}:${guest.uuid}`, '--createek', '--create-ek-cert', '--create-platform-cert'],
            ...['--lock-nvram', '--not-overwrite'],
            ...(banks.length > 0 ? ['--pcr-banks', banks.join(',')] : []),
            '--tpm-state',
          ],
          // those that the definition names may be others by now
          ...(banks.length > 0 && {
            change: ['--tpm2', '--reconfigure', '--pcr-banks', banks.join(','), '--tpm-state'],
          }),
        },
      },
    },
  }
}

import type { CapabilityContext } from '../../devices/context.ts'
import { enlightenments } from '../../domain/features/enlightenments.ts'
import { answerOf, yesOrNo } from './answer.ts'
import type { Answer } from './xml.ts'

/** Two that take a value, which QEMU has wherever it has the others. */
const valued = ['spinlocks', 'vendor_id']

export function featureCapabilities({ qemu, accelerator, machine, host }: CapabilityContext): [string, Answer][] {
  const { gic, sev, sgx } = qemu.facts
  const own = accelerator !== 'qemu'
  const versions = gic.filter(({ kernel, emulated }) => (own ? kernel : emulated)).map(({ version }) => `${version}`)
  versions.sort()
  const hyperv = qemu.under(accelerator).hyperv ?? []
  const words = enlightenments.filter(
    (name) => valued.includes(name) || hyperv.includes(`hv-${name.replaceAll('_', '-')}`),
  )
  const protectedGuests = own && machine.isS390 && host.arch === machine.arch && qemu.hasType('s390-pv-guest')
  return [
    ['gic', answerOf(machine.isArmVirt && versions.length > 0 ? { version: versions } : undefined)],
    ['vmcoreinfo', yesOrNo(qemu.hasType('vmcoreinfo'))],
    ['genid', yesOrNo(qemu.hasType('vmgenid'))],
    ['backingStoreInput', yesOrNo(qemu.schemaHas('blockdev-add'))],
    ['backup', yesOrNo(qemu.schemaHas('blockdev-backup'))],
    ['async-teardown', yesOrNo(qemu.optionHas('run-with', 'async-teardown'))],
    ...(machine.isS390 ? [['s390-pv', yesOrNo(protectedGuests)] satisfies [string, Answer]] : []),
    ['sev', yesOrNo(own && sev !== undefined)],
    ['sgx', yesOrNo(own && sgx?.sgx === true)],
    ...(machine.isX86
      ? [['hyperv', answerOf(hyperv.length > 0 ? { features: words } : undefined)] satisfies [string, Answer]]
      : []),
  ]
}

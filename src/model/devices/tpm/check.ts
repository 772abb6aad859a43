import { parseUuid } from '../../../base/uuid.ts'
import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import { tpmDriver } from './qemu.ts'
import type { Tpm } from './xml.ts'

export function checkTpm(tpm: Tpm, { machine, qemu }: DeviceContext, report: Report): void {
  const { model, backend } = tpm
  const { chip } = backend
  if (chip.type === 'emulator') checkEmulator(tpm, machine.isArm ? machine.arch : undefined, report)
  if (chip.type === 'external' && !chip.source?.path) {
    report.invalid(backend, `tpm backend 'external' needs attribute 'path' in its <source>`)
  }
  if (model === 'spapr-tpm-proxy' && chip.type !== 'passthrough') {
    report.unsupported(tpm, `tpm model 'spapr-tpm-proxy' needs backend 'passthrough', not '${chip.type}'`)
  }
  if ((model === 'tpm-spapr' || model === 'spapr-tpm-proxy') && !machine.isPseries) {
    report.unsupported(tpm, `tpm model '${model}' is for ppc64 with machine 'pseries'`)
  }
  const driver = tpmDriver(tpm, machine)
  const type = chip.type === 'passthrough' ? 'passthrough' : 'emulator'
  if (!qemu.hasType(driver) && !qemu.facts.tpmModels.includes(driver)) {
    report.unsupported(tpm, `${qemu.binary} has no '${driver}', which tpm model '${model}' is`)
  } else if (qemu.facts.tpmTypes.length > 0 && !qemu.facts.tpmTypes.includes(type)) {
    report.unsupported(backend, `${qemu.binary} has no tpm backend '${type}'`)
  }
}

/** `refusing` is an architecture whose firmware never knew version 1.2. */
function checkEmulator({ model, backend }: Tpm, refusing: string | undefined, report: Report): void {
  const { chip } = backend
  if (chip.type !== 'emulator') return
  if (chip.version === '1.2') {
    if (refusing) report.unsupported(backend, `version 1.2 of the tpm is not possible on ${refusing}: 2.0 is`)
    else if (model === 'tpm-crb' || model === 'tpm-spapr') {
      report.unsupported(backend, `version 1.2 of the tpm is not possible with model '${model}': 2.0 is`)
    }
    if (chip.active_pcr_banks) report.unsupported(backend, '<active_pcr_banks> is for version 2.0 of the tpm, not 1.2')
    if (chip.profile) report.unsupported(backend, '<profile> is for version 2.0 of the tpm, not 1.2')
  }
  if (chip.encryption !== undefined && !parseUuid(chip.encryption)) {
    report.invalid(backend, `attribute 'secret' of <encryption> is the UUID of a secret, not '${chip.encryption}'`)
  }
}

export function checkTpms(tpms: readonly Tpm[], _: DeviceContext, report: Report): void {
  const [proxies, chips] = [true, false].map((proxy) =>
    tpms.filter(({ model }) => (model === 'spapr-tpm-proxy') === proxy),
  )
  for (const some of [proxies, chips]) {
    if (some && some.length > 1)
      report.unsupported(some[1], `there can be one tpm of model '${some[1]?.model}', not more`)
  }
}

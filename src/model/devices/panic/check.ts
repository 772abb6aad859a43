import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import type { Panic } from './xml.ts'

export function checkPanic(panic: Panic, { machine, qemu }: DeviceContext, report: Report): void {
  const { model, address } = panic
  if (model === undefined) {
    report.unsupported(panic, `<panic> needs a model: ${machine.name} on ${machine.arch} has none by default`)
    return
  }
  const fits = {
    isa: machine.isX86,
    hyperv: machine.isX86,
    pseries: machine.isPseries,
    s390: machine.isS390,
    pvpanic: machine.hasPci,
  }[model]
  if (!fits) report.unsupported(panic, `panic model '${model}' is not for ${machine.name} on ${machine.arch}`)
  const device = { isa: 'pvpanic', pvpanic: 'pvpanic-pci' }[model as string]
  if (device && !qemu.hasType(device)) report.unsupported(panic, `${qemu.binary} has no device '${device}'`)
  const expected = { isa: 'isa', pvpanic: 'pci' }[model as string]
  if (address && address.type !== expected) {
    report.unsupported(
      panic,
      expected
        ? `panic model '${model}' has an address of type '${expected}', not '${address.type}'`
        : `panic model '${model}' is no device: it has no address`,
    )
  }
}

export function checkPanics(panics: readonly Panic[], _: DeviceContext, report: Report): void {
  const seen = new Set<string>()
  for (const panic of panics) {
    const { model = '' } = panic
    if (seen.has(model)) report.unsupported(panic, `there are several panic devices of model '${model}'`)
    seen.add(model)
  }
}

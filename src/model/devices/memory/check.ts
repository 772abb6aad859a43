import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import { moduleKib } from './sizes.ts'
import type { Memory } from './xml.ts'

export function checkMemory(device: Memory, { guest }: DeviceContext, report: Report): void {
  const { model, source, target } = device
  const name = `a memory module of model '${model}'`
  if (!target.size || target.size.kib === 0) report.invalid(device, `${name} needs <target><size>`)
  if ((model === 'nvdimm' || model === 'virtio-pmem') && !source?.path)
    report.invalid(device, `${name} needs <source><path>`)
  if (model === 'sgx-epc') report.unsupported(device, `${name} is not made by Lodge yet`)
  if (model === 'virtio-mem') {
    const { block, requested, size } = target
    if (!block) report.invalid(device, `${name} needs <target><block>`)
    else if (((size?.kib ?? 0) % block.kib) + ((requested?.kib ?? 0) % block.kib) !== 0) {
      report.unsupported(target, `${name}: size and requested must be whole blocks of ${block.kib} KiB`)
    }
    if ((requested?.kib ?? 0) > (size?.kib ?? 0)) report.unsupported(target, `${name}: requested is more than its size`)
  }
  if (target.node !== undefined && target.node >= guest.numaNodes) {
    report.unsupported(target, `${name} belongs to cell ${target.node}, which <numa> does not have`)
  }
}

/** Modules that say where they lie must not lie over each other. */
export function checkModules(devices: readonly Memory[], context: DeviceContext, report: Report): void {
  const placed = devices.flatMap((device) => {
    const base = device.address?.type === 'dimm' ? device.address.base : device.target.address?.base
    return base === undefined ? [] : [{ device, base, end: base + moduleKib(device, context) * 1024 }]
  })
  placed.sort((a, b) => a.base - b.base)
  placed.forEach(({ device, base }, index) => {
    const before = placed[index - 1]
    // an NVDIMM's own end is not where its labels are
    if (before && before.end > base && device.model.startsWith('virtio')) {
      report.unsupported(
        device,
        `a memory module at 0x${base.toString(16)} lies over the one from 0x${before.base.toString(16)} to 0x${before.end.toString(16)}`,
      )
    }
  })
}

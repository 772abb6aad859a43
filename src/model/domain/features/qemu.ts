import type { Part, Props } from '../../qemu/part.ts'
import type { Emitter } from '../section.ts'
import type { World } from '../world.ts'

/** Features that are switches of the machine type, in libvirt's order. */
export function machineFeatures({ domain }: World): Props {
  const features = domain.features
  return {
    vmport: features?.vmport?.state,
    smm: features?.smm?.state,
    'gic-version': features?.gic?.value,
    kernel_irqchip: features?.ioapic?.value && (features.ioapic.value === 'kvm' ? 'on' : 'split'),
    'resize-hpt': features?.hpt?.resizing,
    'cap-hpt-max-page-size': features?.hpt?.maxpagesize && `${features.hpt.maxpagesize.kib}k`,
    'cap-htm': features?.htm?.state,
    'cap-nested-hv': features?.['nested-hv']?.state,
    'cap-ccf-assist': features?.['ccf-assist']?.state,
    'cap-cfpc': features?.cfpc?.value,
    'cap-sbbc': features?.sbbc?.value,
    'cap-ibs': features?.ibs?.value,
    ras: features?.ras?.state,
    aia: features?.aia?.value,
    i8042: features?.ps2?.state,
  }
}

export const accelOption: Emitter = ({ domain, accelerator }) => {
  const ring = domain.features?.kvm?.['dirty-ring']
  const cache = domain.features?.tcg?.['tb-cache']
  return [
    {
      make: 'keyval',
      option: '-accel',
      head: accelerator === 'qemu' ? 'tcg' : accelerator,
      props: {
        'tb-size': accelerator === 'qemu' ? cache?.mib : undefined,
        'dirty-ring-size': accelerator === 'kvm' && ring?.state ? ring.size : undefined,
      },
    },
  ]
}

/** Memory that only the firmware may touch, on q35. */
export const smmMemory: Emitter = ({ domain }): Part[] => {
  const mib = domain.features?.smm?.tseg?.mib
  return mib === undefined ? [] : [{ make: 'option', option: '-global', value: `mch.extended-tseg-mbytes=${mib}` }]
}

export const coreInfo: Emitter = ({ domain }): Part[] =>
  domain.features?.vmcoreinfo?.state ? [{ make: 'device', props: { driver: 'vmcoreinfo' } }] : []

/** Memory is freed after QEMU is gone, so that its end doesn't wait for it. */
export const asyncTeardown: Emitter = ({ domain, qemu }): Part[] => {
  const wanted = domain.features?.['async-teardown']?.enabled
  if (wanted === undefined) return []
  return qemu.optionHas('run-with', 'async-teardown')
    ? [{ make: 'keyval', option: '-run-with', props: { 'async-teardown': wanted } }]
    : wanted
      ? [{ make: 'option', option: '-async-teardown' }]
      : []
}

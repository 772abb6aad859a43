import type { Machine } from '../../qemu/machine.ts'
import type { DeviceContext } from '../context.ts'
import { completeChardev } from '../shared/chardev/index.ts'
import type { Serial, SerialTarget } from './xml.ts'

type TargetType = NonNullable<SerialTarget['type']>
type ModelName = NonNullable<SerialTarget['model']>['name']

export function completeSerial(serial: Serial, { machine }: DeviceContext): void {
  completeChardev(serial.source)
  serial.target ??= {}
  const { target } = serial
  // 'isa-serial' was once written for every port, so without a model it says nothing
  if (target.type === 'isa-serial' && !target.model) target.type = undefined
  if (target.type === 'none') target.type = undefined
  target.type ??= usualType(machine)
  const name = target.type && usualModel(target.type, machine)
  if (name) target.model ??= { name }
}

function usualType(machine: Machine): TargetType | undefined {
  if (machine.isX86) return 'isa-serial'
  if (machine.isPseries) return 'spapr-vio-serial'
  if (machine.isArmVirt || machine.isRiscvVirt || machine.isLoongarchVirt) return 'system-serial'
  return machine.isS390 ? 'sclp-serial' : undefined
}

const models: Partial<Record<TargetType, ModelName>> = {
  'isa-serial': 'isa-serial',
  'usb-serial': 'usb-serial',
  'pci-serial': 'pci-serial',
  'spapr-vio-serial': 'spapr-vty',
  'sclp-serial': 'sclpconsole',
  'isa-debug': 'isa-debugcon',
}

function usualModel(type: TargetType, machine: Machine): ModelName | undefined {
  if (type !== 'system-serial') return models[type]
  if (machine.isArmVirt) return 'pl011'
  return machine.isRiscvVirt || machine.isLoongarchVirt ? '16550a' : undefined
}

import type { Machine } from '../../qemu/machine.ts'
import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import { checkChardev } from '../shared/chardev/index.ts'
import type { Serial } from './xml.ts'

interface PortRule {
  models: readonly string[]
  /** The one bus an explicit address may be of. */
  address?: string
  machine?(machine: Machine): boolean
}

const rules: Record<string, PortRule> = {
  'isa-serial': { models: ['isa-serial'], address: 'isa', machine: ({ isX86 }) => isX86 },
  'isa-debug': { models: ['isa-debugcon'], address: 'isa', machine: ({ isX86 }) => isX86 },
  'usb-serial': { models: ['usb-serial'], address: 'usb' },
  'pci-serial': { models: ['pci-serial'], address: 'pci', machine: ({ hasPci }) => hasPci },
  'spapr-vio-serial': { models: ['spapr-vty'], address: 'spapr-vio', machine: ({ isPseries }) => isPseries },
  'system-serial': { models: ['pl011', '16550a'] },
  'sclp-serial': { models: ['sclpconsole', 'sclplmconsole'], machine: ({ isS390 }) => isS390 },
}

export function checkSerial(serial: Serial, context: DeviceContext, report: Report): void {
  const { machine, qemu } = context
  checkChardev(serial, context, report)
  const { target, address } = serial
  const rule = rules[target?.type ?? '']
  const model = target?.model?.name
  if (target?.type === 'system-serial' && !model) {
    report.unsupported(serial, `machine '${machine.name}' of ${machine.arch} has no serial port of its own`)
  }
  if (!rule || !model) return
  if (!rule.models.includes(model)) {
    report.unsupported(
      serial,
      `serial target '${target?.type}' cannot be model '${model}': expected ${rule.models.map((each) => `'${each}'`).join(' or ')}`,
    )
  } else if ((rule.machine && !rule.machine(machine)) || !boardHas(model, machine)) {
    report.unsupported(
      serial,
      `serial target '${target?.type}' with model '${model}' is not possible on ${machine.arch} with machine '${machine.name}'`,
    )
  } else if (!builtInModels.includes(model) && !qemu.hasType(model)) {
    report.unsupported(serial, `${qemu.binary} has no device '${model}'`)
  }
  if (address && rule.address && address.type !== rule.address) {
    report.unsupported(
      serial,
      `serial target '${target?.type}' needs an address of type '${rule.address}', not '${address.type}'`,
    )
  }
}

const builtInModels = ['pl011', '16550a']

function boardHas(model: string, machine: Machine): boolean {
  if (model === 'pl011') return machine.isArmVirt
  return model !== '16550a' || machine.isRiscvVirt || machine.isLoongarchVirt
}

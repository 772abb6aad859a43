import type { Part, Props } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import { virtioDriver, virtioProps } from '../shared/virtio.ts'
import { controllerModels, usb2Parts } from './models.ts'
import type { Controller } from './xml.ts'

/** What comes first on the command line: buses before what is plugged into them. */
const ranks: Partial<Record<Controller['type'], number>> = {
  pci: 0,
  usb: 1,
  scsi: 2,
  ide: 3,
  sata: 4,
  'virtio-serial': 5,
  ccid: 6,
}

export function launchRank({ type }: Controller): number {
  return ranks[type] ?? 7
}

export function controllerParts(controller: Controller, context: LaunchContext): Part[] {
  if (controller.model === 'pci-root' || controller.model === 'pcie-root') {
    const globals = rootGlobals(controller, context)
    if (globals.length > 0) return globals
  }
  if (controller.type === 'fdc') return floppyParts(controller, context)
  const props = deviceProps(controller, context)
  return props ? [{ make: 'device', props: { ...props, ...context.place } }] : []
}

/** The root bus is there already: what is said of it goes to the chipset. */
function rootGlobals({ target, pcihole64 }: Controller, { machine }: LaunchContext): Part[] {
  const set = (property: string): Part => ({ make: 'option', option: '-global', value: property })
  const globals: Part[] = []
  const { hotplug } = target ?? {}
  if (machine.isI440fx && hotplug !== undefined) {
    globals.push(set(`PIIX4_PM.acpi-root-pci-hotplug=${hotplug ? 'on' : 'off'}`))
  }
  const bridge = machine.isQ35 ? 'q35-pcihost' : machine.isI440fx ? 'i440FX-pcihost' : undefined
  if (bridge && pcihole64) globals.push(set(`${bridge}.pci-hole64-size=${pcihole64.kib}K`))
  return globals
}

/** The drives of a floppy controller are parts of it, so it is told which of them is booted from. */
function floppyParts({ index = 0 }: Controller, { machine, bootIndexOfDrive }: LaunchContext): Part[] {
  const boot = { bootindexA: bootIndexOfDrive('fdc', index, 0), bootindexB: bootIndexOfDrive('fdc', index, 1) }
  if (machine.isQ35) return [{ make: 'device', props: { driver: 'isa-fdc', ...boot } }]
  return Object.entries(boot).flatMap(([name, value]): Part[] =>
    value === undefined ? [] : [{ make: 'option', option: '-global', value: `isa-fdc.${name}=${value}` }],
  )
}

/** Nothing for what the board has by itself. */
function deviceProps(controller: Controller, context: LaunchContext): Props | undefined {
  const { type, index = 0 } = controller
  const { alias: id, machine } = context
  switch (type) {
    case 'pci':
      return pciProps(controller, id)
    case 'usb':
      return usbProps(controller, context)
    case 'scsi':
      return scsiProps(controller, id)
    case 'virtio-serial':
      return {
        driver: virtioDriver('virtio-serial', controller, controller.model),
        ...virtioProps(controller.driver),
        id,
        max_ports: controller.ports,
        vectors: controller.vectors,
      }
    case 'ide':
      return index === 0 && machine.hasBuiltinIde ? undefined : { driver: 'piix3-ide', id }
    case 'sata':
      return index === 0 && machine.isQ35 ? undefined : { driver: 'ahci', id }
    case 'ccid':
      return { driver: 'usb-ccid', id }
    default:
      return undefined
  }
}

function pciProps({ model, modelName, target = {} }: Controller, id: string): Props | undefined {
  const driver = modelName?.name
  switch (model) {
    case 'pci-root':
      // the first host bridge is there by itself
      if (!driver || (target.index ?? 0) === 0) return undefined
      return { driver, index: target.index, id, numa_node: target.node }
    case 'pcie-root':
      return undefined
    case 'pci-bridge':
      return { driver, chassis_nr: target.chassisNr, 'mem-reserve': kibBytes(target.memReserve), id }
    case 'pci-expander-bus':
    case 'pcie-expander-bus':
      return { driver, bus_nr: target.busNr, id, numa_node: target.node }
    case 'pcie-root-port':
    case 'pcie-switch-downstream-port':
      return {
        driver,
        port: target.port,
        chassis: target.chassis,
        'mem-reserve': kibBytes(target.memReserve),
        id,
        hotplug: target.hotplug,
      }
    default:
      return driver ? { driver, id } : undefined
  }
}

function kibBytes(kib: number | undefined): number | undefined {
  return kib === undefined ? undefined : kib * 1024
}

function usbProps({ model = '', index = 0, ports, master }: Controller, context: LaunchContext): Props | undefined {
  const driver = controllerModels.usb[model]
  if (!driver) return undefined
  if (master && usb2Parts[model]) {
    const masterbus = `${context.controllerAlias('usb', index)}.0`
    return { driver, masterbus, firstport: master.startport }
  }
  const split = model.endsWith('-xhci') ? { p2: ports, p3: ports } : {}
  return { driver, ...split, id: context.alias }
}

function scsiProps(controller: Controller, id: string): Props | undefined {
  const { model = '', driver = {} } = controller
  const device = controllerModels.scsi[model]
  if (!device) return undefined
  if (!model.startsWith('virtio-')) return { driver: device, id }
  const { iothread, iothreads, queues, cmd_per_lun, max_sectors, ioeventfd } = driver
  return {
    driver: virtioDriver(device, controller, model === 'virtio-scsi' ? undefined : model),
    ...virtioProps(driver),
    iothread: iothread ? `iothread${iothread}` : undefined,
    'iothread-vq-mapping': iothreads?.iothread.map((each) => ({
      iothread: `iothread${each.id}`,
      vqs: each.queue.length > 0 ? each.queue.map((queue) => queue.id) : undefined,
    })),
    id,
    num_queues: queues || undefined,
    cmd_per_lun: cmd_per_lun || undefined,
    max_sectors: max_sectors || undefined,
    ioeventfd,
  }
}

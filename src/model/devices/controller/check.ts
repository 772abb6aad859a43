import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import { checkPci } from './check-pci.ts'
import { hasBuiltinEsp } from './defaults.ts'
import { controllerModels, usb2Parts } from './models.ts'
import type { Controller } from './xml.ts'

export function checkController(controller: Controller, context: DeviceContext, report: Report): void {
  const { type, model } = controller
  const known = Object.keys(controllerModels[type])
  if (model !== undefined && !known.includes(model)) {
    const expected = known.length > 0 ? `expected one of ${known.join(', ')}` : 'this type has no models'
    report.invalid(controller, `a controller of type '${type}' has no model '${model}': ${expected}`)
    return
  }
  checkNumbers(controller, report)
  const checks = {
    pci: checkPci,
    usb: checkUsb,
    scsi: checkScsi,
    ide: checkIde,
    xenbus: checkForeign,
    isa: checkForeign,
  }
  if (type in checks) checks[type as keyof typeof checks](controller, context, report)
  checkFixedPlace(controller, context, report)
}

/** What is only said of some types. */
function checkNumbers(controller: Controller, report: Report): void {
  const { type, driver, model = '' } = controller
  if (controller.pcihole64 && type !== 'pci') {
    report.invalid(controller, `<pcihole64> is only for PCI root controllers, not for type '${type}'`)
  }
  const scsi = type === 'scsi' && model.startsWith('virtio-')
  for (const key of ['queues', 'cmd_per_lun', 'max_sectors', 'ioeventfd', 'iothread', 'iothreads'] as const) {
    if (!scsi && driver?.[key] !== undefined && driver[key] !== 0) {
      const code = key.startsWith('iothread') ? 'XML_ERROR' : 'CONFIG_UNSUPPORTED'
      report.error(code, driver, `'${key}' in <driver> is for virtio SCSI controllers, not for '${model || type}'`)
    }
  }
}

/** xHCI has as many ports as it is told; QEMU's have at most 15. */
function checkUsb(controller: Controller, { machine, qemu }: DeviceContext, report: Report): void {
  const { model, ports, index } = controller
  const device = controllerModels.usb[model ?? '']
  if (model === undefined) {
    report.unsupported(controller, `USB controller ${index} needs a model: ${machine.name} has none by default`)
  } else if (device === '' && model !== 'none') {
    report.unsupported(controller, `USB controller model '${model}' is Xen's: QEMU has no such device`)
  } else if (device && !qemu.hasType(device)) {
    report.unsupported(controller, `${qemu.binary} has no device '${device}' for USB controllers of model '${model}'`)
  }
  if (ports === undefined || !model) return
  // other models have ports of their own, whatever is said
  if (model.endsWith('-xhci') && (ports < 1 || ports > 15)) {
    report.unsupported(controller, `a '${model}' controller has 1 to 15 ports, not ${ports}`)
  }
}

/** Types whose device is better known by another name. */
const typeNames: Record<string, string> = { lsi: 'lsi53c895a' }

function checkScsi(controller: Controller, { qemu, guest, machine }: DeviceContext, report: Report): void {
  const { model = '', driver } = controller
  const device = controllerModels.scsi[model]
  const virtio = model.startsWith('virtio-')
  if (model === 'ncr53c90' && !hasBuiltinEsp(machine)) {
    report.unsupported(controller, `a '${model}' is part of some boards: ${machine.name} has none`)
  }
  if (model === 'buslogic' || (!device && model !== 'ncr53c90')) {
    report.unsupported(controller, `QEMU has no SCSI controller of model '${model || 'auto'}' for ${machine.name}`)
  } else if (device && !virtio && model !== 'ibmvscsi' && !qemu.hasType(typeNames[device] ?? device)) {
    report.unsupported(controller, `${qemu.binary} has no device '${device}' for SCSI controllers of model '${model}'`)
  }
  if (!driver) return
  if (driver.iothread !== undefined && driver.iothreads) {
    report.unsupported(driver, "'iothread' and <iothreads> exclude each other")
  }
  const threads = [driver.iothread || undefined, ...(driver.iothreads?.iothread ?? []).map(({ id }) => id)]
  for (const thread of threads) {
    if (thread !== undefined && !guest.iothreads.includes(thread)) {
      report.invalid(driver, `the guest has no iothread ${thread}: <iothreads> or <iothreadids> must declare it`)
    }
  }
}

function checkIde(controller: Controller, { machine }: DeviceContext, report: Report): void {
  const { index = 0 } = controller
  if (!machine.hasBuiltinIde) report.unsupported(controller, `${machine.name} has no IDE controller`)
  else if (index > 0) report.unsupported(controller, `${machine.name} has one IDE controller, with index 0`)
}

/** Buses that other hypervisors know. */
function checkForeign(controller: Controller, _: DeviceContext, report: Report): void {
  report.unsupported(controller, `a controller of type '${controller.type}' is not QEMU's: its guests have none`)
}

/** A floppy controller that cannot be made is refused when the guest starts: libvirt keeps such definitions. */
export function startController(controller: Controller, { machine }: DeviceContext, report: Report): void {
  const { type, index = 0 } = controller
  if (type !== 'fdc') return
  if (machine.isPseries) report.unsupported(controller, 'pseries machines have no floppy controller')
  else if (index > 0) report.unsupported(controller, 'a guest has one floppy controller, with index 0')
}

/** Controllers that are soldered onto the board are where they are. */
function checkFixedPlace(controller: Controller, { machine }: DeviceContext, report: Report): void {
  const { type, index, model, address } = controller
  if (index !== 0 || address?.type !== 'pci') return
  const wired = [
    { on: machine.isI440fx && type === 'ide', slot: 1, function: 1 },
    { on: machine.isI440fx && type === 'usb' && model === 'piix3-uhci', slot: 1, function: 2 },
    { on: machine.isQ35 && type === 'sata', slot: 0x1f, function: 2 },
  ].find(({ on }) => on)
  if (!wired) return
  const { domain = 0, bus = 0, slot = 0 } = address
  if (domain !== 0 || bus !== 0 || slot !== wired.slot || (address.function ?? 0) !== wired.function) {
    report.invalid(
      controller,
      `the first ${type} controller of ${machine.name} is at PCI address 0:0:${wired.slot.toString(16)}.${wired.function}`,
    )
  }
}

/** Indexes that are taken twice, companions without their master, USB that is there and not there. */
export function checkControllers(controllers: readonly Controller[], _: DeviceContext, report: Report): void {
  const seen = new Set<string>()
  for (const controller of controllers) {
    const { type, index, model = '', master } = controller
    const word = type === 'usb' && master ? `${type} ${index} ${model}` : `${type} ${index}`
    if (seen.has(word)) report.invalid(controller, `there are several ${type} controllers with index ${index}`)
    seen.add(word)
  }
  const usb = controllers.filter(({ type }) => type === 'usb')
  if (usb.length > 1 && usb.some(({ model }) => model === 'none')) {
    report.error('XML_DETAIL', usb[1], "USB is switched off by a controller of model 'none': there can be no other")
  }
  for (const companion of usb) {
    if (!companion.master || !usb2Parts[companion.model ?? '']) continue
    if (!usb.some(({ index, master }) => index === companion.index && !master)) {
      report.error(
        'XML_DETAIL',
        companion,
        `companion '${companion.model}' with index ${companion.index} needs a controller of that index without <master>`,
      )
    }
  }
}

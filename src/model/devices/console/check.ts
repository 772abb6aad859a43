import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import { checkChardev } from '../shared/chardev/index.ts'
import type { Console } from './xml.ts'

export function checkConsole(console: Console, context: DeviceContext, report: Report): void {
  const { machine, qemu } = context
  const type = console.target?.type ?? 'serial'
  if (type === 'serial') return
  checkChardev(console, context, report)
  if (type === 'virtio') return
  const driver = `${type}console`
  if (type !== 'sclp' && type !== 'sclplm') {
    report.unsupported(console, `console target '${type}' is not one of QEMU's: expected 'serial', 'virtio' or 'sclp'`)
  } else if (!machine.isS390 || !qemu.hasType(driver)) {
    report.unsupported(console, `console target '${type}' is for s390x: this machine is ${machine.arch}`)
  }
}

export function checkConsoles(consoles: readonly Console[], _: DeviceContext, report: Report): void {
  for (const console of consoles.slice(1)) {
    if ((console.target?.type ?? 'serial') === 'serial') {
      report.unsupported(console, 'only the first console can be a serial port')
    }
  }
}

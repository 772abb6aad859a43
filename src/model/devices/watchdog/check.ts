import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import type { Watchdog } from './xml.ts'

export function checkWatchdog(watchdog: Watchdog, { machine, qemu }: DeviceContext, report: Report): void {
  const { model, address } = watchdog
  const fits = {
    i6300esb: qemu.hasType('i6300esb'),
    ib700: qemu.hasType('ib700'),
    diag288: machine.isS390,
    itco: machine.isQ35,
  }[model]
  if (!fits) report.unsupported(watchdog, `watchdog '${model}' is not for ${machine.name} on ${machine.arch}`)
  if (!address) return
  const expected = { i6300esb: 'pci', ib700: undefined, diag288: undefined, itco: undefined }[model]
  if (expected === undefined)
    report.unsupported(watchdog, `watchdog '${model}' is plugged into nothing: it has no address`)
  else if (address.type !== expected) {
    report.unsupported(watchdog, `watchdog '${model}' has an address of type '${expected}', not '${address.type}'`)
  }
}

/** QEMU has one action for all. */
export function checkWatchdogs(watchdogs: readonly Watchdog[], _: DeviceContext, report: Report): void {
  const [first] = watchdogs
  for (const watchdog of watchdogs) {
    if (watchdog.action !== first?.action) {
      report.unsupported(
        watchdog,
        `watchdogs act alike: '${first?.action}' and '${watchdog.action}' exclude each other`,
      )
    }
  }
  const itco = watchdogs.filter(({ model }) => model === 'itco')
  for (const watchdog of itco.slice(1)) report.invalid(watchdog, 'the board has one itco watchdog, not several')
}

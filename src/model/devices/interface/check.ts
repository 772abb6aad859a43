import { isMulticast } from '../../../base/mac.ts'
import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import { isVirtio } from './defaults.ts'
import type { Interface } from './xml.ts'

export function checkInterface(device: Interface, _context: DeviceContext, report: Report): void {
  const { mac, backend, driver, settings } = device
  const name = `interface ${mac?.address}`
  if (mac && isMulticast(mac.address)) {
    report.invalid(device.mac, `${mac.address} is a multicast address: a network card needs one of its own`)
  }
  if (device.model && !/^[\w.-]+$/.test(device.model.type)) {
    report.invalid(device.model, `'${device.model.type}' is no name of a card: letters, digits, '.', '_' and '-' only`)
  }
  for (const size of ['rx_queue_size', 'tx_queue_size'] as const) {
    const value = driver?.[size]
    if (value === undefined || value === 0) continue
    if ((value & (value - 1)) !== 0)
      report.unsupported(driver, `${name}: ${size} is ${value}, which is no power of two`)
    if (!isVirtio(device)) report.unsupported(driver, `${name}: ${size} is for virtio cards only`)
  }
  if (device.portForward.length > 0 && settings?.type !== 'passt') {
    report.unsupported(device, `${name}: <portForward> needs <backend type='passt'/>`)
  }
  if (backend.type === 'bridge' && !backend.bridge) report.invalid(device, `${name}: <source bridge=…> is missing`)
  if (backend.type === 'network' && !backend.network) report.invalid(device, `${name}: <source network=…> is missing`)
}

import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import type { Crypto } from './xml.ts'

export function checkCrypto(crypto: Crypto, { qemu }: DeviceContext, report: Report): void {
  const backend = `cryptodev-backend-${crypto.backend.model}`
  if (!['pci', 'ccw', 'device'].some((bus) => qemu.hasType(`virtio-crypto-${bus}`))) {
    report.unsupported(crypto, `${qemu.binary} has no device 'virtio-crypto'`)
  } else if (!qemu.hasType(backend)) {
    report.unsupported(crypto, `${qemu.binary} has no object '${backend}'`)
  }
}

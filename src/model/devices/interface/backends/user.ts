import type { Part } from '../../../qemu/part.ts'
import type { LaunchContext } from '../../context.ts'
import { reconnectProps } from '../../shared/reconnect.ts'
import type { Interface } from '../xml.ts'
import type { BackendParts } from './index.ts'
import { isPasst, passtProcess } from './passt.ts'

/** QEMU's own network stack: the guest gets out, nobody gets in. */
export const userBackend: BackendParts<'user'> = (_, id, device, context) => {
  if (isPasst(device)) return passtParts(id, device, context)
  const v4 = device.ip.find(({ family, address }) => family !== 'ipv6' && !address.includes(':'))
  const v6 = device.ip.find(({ address }) => address.includes(':'))
  return [
    {
      make: 'netdev',
      props: {
        type: 'user',
        net: v4 && (v4.prefix === undefined ? v4.address : `${v4.address}/${v4.prefix}`),
        'ipv6-prefix': v6?.address,
        'ipv6-prefixlen': v6?.prefix,
        id,
      },
    },
  ]
}

/** QEMU comes back to passt's socket where it was lost. */
function passtParts(id: string, device: Interface, context: LaunchContext): Part[] {
  const { networkSocket, qemu } = context
  const reconnect = qemu.schemaHas('netdev_add/stream/reconnect') ? reconnectProps(again, qemu) : {}
  return [
    passtProcess(device, context),
    {
      make: 'netdev',
      props: { type: 'stream', addr: { type: 'unix', path: networkSocket }, server: false, ...reconnect, id },
    },
  ]
}

const again = { enabled: true, timeout: 5 }

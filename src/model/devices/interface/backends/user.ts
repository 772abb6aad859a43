import type { BackendParts } from './index.ts'

/** QEMU's own network stack: the guest gets out, nobody gets in. */
export const userBackend: BackendParts<'user'> = (_, id, device) => {
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

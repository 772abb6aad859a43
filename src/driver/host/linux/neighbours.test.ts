import { expect, test } from 'vitest'
import { pretendKernel } from '../../../../test/support/kernel.ts'
import { neighbours } from './neighbours.ts'

test('neighbours that have answered are known by their MAC address', () => {
  const table = `IP address       HW type     Flags       HW address            Mask     Device
192.168.122.5    0x1         0x2         52:54:00:AA:bb:01     *        virbr0
192.168.122.6    0x1         0x0         00:00:00:00:00:00     *        virbr0
`
  expect(neighbours(pretendKernel({ '/proc/net/arp': table }))).toEqual([
    { address: '192.168.122.5', mac: '52:54:00:aa:bb:01' },
  ])
  expect(neighbours(pretendKernel())).toEqual([])
})

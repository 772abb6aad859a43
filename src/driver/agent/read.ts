import type {
  GuestDisk,
  GuestFilesystem,
  GuestFilesystemDisk,
  GuestInterface,
  GuestOs,
  GuestUser,
  GuestVcpu,
  InterfaceAddress,
} from '../../api/index.ts'
import type { NamedDevices } from '../domain/happenings.ts'
import type { Answer } from './answers.ts'

/** QEMU's guest agent protocol (qemu-ga-ref) in the contract's words. */

type Devices = Pick<NamedDevices, 'diskAt'>

export function filesystems(answer: Answer, devices: Devices): GuestFilesystem[] {
  return answer.items.map((each) => ({
    name: each.of('name').text,
    mountpoint: each.of('mountpoint').text,
    type: each.of('type').text,
    total: each.of('total-bytes').optionalNumber,
    used: each.of('used-bytes').optionalNumber,
    disks: each.of('disk').optionalItems.map((disk) => placeOf(disk, devices)),
  }))
}

export function disks(answer: Answer, devices: Devices): GuestDisk[] {
  return answer.items.map((each) => {
    const { target, serial } = placeOf(each.of('address'), devices)
    return {
      name: each.of('name').text,
      partition: each.of('partition').isTrue,
      dependencies: each.of('dependencies').optionalItems.map(({ text }) => text),
      alias: each.of('alias').optionalText,
      ...{ target, serial },
    }
  })
}

function placeOf(disk: Answer, devices: Devices): GuestFilesystemDisk {
  const pci = disk.of('pci-controller')
  const number = (of: Answer, name: string): number => of.of(name).optionalNumber ?? -1
  const target = devices.diskAt({
    pci: {
      ...{ domain: number(pci, 'domain'), bus: number(pci, 'bus') },
      ...{ slot: number(pci, 'slot'), function: number(pci, 'function') },
    },
    ...{ bus: number(disk, 'bus'), target: number(disk, 'target'), unit: number(disk, 'unit') },
  })
  return { target, serial: disk.of('serial').optionalText, device: disk.of('dev').optionalText }
}

export function users(answer: Answer): GuestUser[] {
  return answer.items.map((each) => ({
    name: each.of('user').text,
    domain: each.of('domain').optionalText,
    // Seconds, with a fraction.
    loginTime: Math.round(each.of('login-time').number * 1000),
  }))
}

export function os(answer: Answer): GuestOs {
  return {
    id: answer.of('id').optionalText,
    name: answer.of('name').optionalText,
    prettyName: answer.of('pretty-name').optionalText,
    version: answer.of('version').optionalText,
    versionId: answer.of('version-id').optionalText,
    machine: answer.of('machine').optionalText,
    variant: answer.of('variant').optionalText,
    variantId: answer.of('variant-id').optionalText,
    kernelRelease: answer.of('kernel-release').optionalText,
    kernelVersion: answer.of('kernel-version').optionalText,
  }
}

export function interfaces(answer: Answer): GuestInterface[] {
  const found = new Map<string, GuestInterface>()
  for (const each of answer.items) {
    // An alias of Linux's, such as eth0:1, is another address of eth0.
    const [name = ''] = each.of('name').text.split(':')
    const known = found.get(name) ?? { name, mac: each.of('hardware-address').optionalText, addresses: [] }
    found.set(name, known)
    known.addresses.push(...each.of('ip-addresses').optionalItems.map(addressOf))
  }
  return [...found.values()]
}

function addressOf(answer: Answer): InterfaceAddress {
  return {
    type: answer.of('ip-address-type').text === 'ipv6' ? 'ipv6' : 'ipv4',
    address: answer.of('ip-address').text,
    prefix: answer.of('prefix').number,
  }
}

export function vcpus(answer: Answer): GuestVcpu[] {
  return answer.items
    .map((each) => ({
      number: each.of('logical-id').number,
      online: each.of('online').isTrue,
      // An agent that doesn't say it means that it can't be taken away.
      offlinable: each.of('can-offline').isTrue,
    }))
    .sort((a, b) => a.number - b.number)
}

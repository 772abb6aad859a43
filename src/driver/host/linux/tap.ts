import { execFile } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import { promisify } from 'node:util'
import { LodgeError } from '../../../base/errors.ts'
import type { Descriptor } from '../../../model/qemu/plan.ts'
import { systemError } from '../files.ts'
import { IFF_MULTI_QUEUE, IFF_NO_PI, IFF_TAP, IFF_VNET_HDR, ifreqSize, longestInterfaceName, TUNSETIFF } from './abi.ts'
import { loadLibc } from './libc.ts'

type Tap = Extract<Descriptor, { descriptor: 'tap' }>
type Ioctl = (fd: number, request: number, argument: Uint8Array) => number

const device = '/dev/net/tun'

/**
 * Makes a network interface, which the kernel removes with the last descriptor of it, and puts it into its bridge.
 * `existing` is the name of one that was made before and gets another queue.
 */
export async function openTap(tap: Tap, existing?: string): Promise<{ fd: number; name: string }> {
  if (tap.parent) {
    throw new LodgeError(
      'NO_SUPPORT',
      `no macvtap is made over ${tap.parent.device}: interfaces of type 'direct' cannot be started`,
      {
        hint: "use <interface type='bridge'> or type='ethernet'",
      },
    )
  }
  const ioctl = await loadIoctl()
  const fd = openDevice(tap)
  try {
    const name = attach(fd, existing === undefined ? tap : { ...tap, name: existing }, ioctl)
    if (existing === undefined) await configure(name, tap)
    return { fd, name }
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

function openDevice({ name }: Tap): number {
  try {
    return openSync(device, constants.O_RDWR)
  } catch (error) {
    throw systemError(error, `cannot make the network interface ${name}: ${device}`, device)
  }
}

async function configure(name: string, { mac, bridge }: Tap): Promise<void> {
  // A tap with a MAC below the bridge's would have the bridge change its own; libvirt sets the first byte to fe too.
  if (mac) await ip(['link', 'set', 'dev', name, 'address', `fe${mac.slice(2)}`])
  if (bridge) await ip(['link', 'set', 'dev', name, 'master', bridge])
  await ip(['link', 'set', 'dev', name, 'up'])
}

function attach(fd: number, { name, vnetHeader, multiQueue }: Tap, ioctl: Ioctl): string {
  const request = Buffer.alloc(ifreqSize)
  if (Buffer.byteLength(name) > longestInterfaceName) {
    throw new LodgeError('INVALID_ARG', `the interface name '${name}' has more than ${longestInterfaceName} bytes`)
  }
  request.write(name)
  request.writeUInt16LE(IFF_TAP | IFF_NO_PI | (vnetHeader ? IFF_VNET_HDR : 0) | (multiQueue ? IFF_MULTI_QUEUE : 0), 16)
  if (ioctl(fd, TUNSETIFF, request) !== 0) {
    throw new LodgeError('SYSTEM_ERROR', `the kernel refused to make the network interface '${name}'`, {
      hint: "it takes root (or CAP_NET_ADMIN) and a name that no interface has; <interface type='user'> needs neither",
    })
  }
  return request.toString('latin1', 0, request.indexOf(0))
}

async function loadIoctl(): Promise<Ioctl> {
  const libc = await loadLibc('network interfaces of the host need', "use <interface type='user'>")
  return libc.func<Ioctl>('int ioctl(int fd, unsigned long request, void *argument)')
}

const run = promisify(execFile)

async function ip(words: string[]): Promise<void> {
  try {
    await run('ip', words)
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
    throw new LodgeError('SYSTEM_ERROR', `ip ${words.join(' ')}: ${said || (error as Error).message}`, {
      hint: words.includes('master') ? 'is the bridge there? "ip link show type bridge" lists them' : undefined,
      cause: error,
    })
  }
}

import { closeSync, constants, openSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import type { HostView } from '../../../model/qemu/host.ts'
import { errnoOf, isShortage, systemError } from '../files.ts'
import { groupName } from './accounts.ts'

const device = '/dev/kvm'

/** Whether this process may use KVM: opened for real, because a device node may be there without anything behind it. */
export function kvmUsability(path = device): HostView['kvm'] {
  try {
    closeSync(openSync(path, constants.O_RDWR))
    return { usable: true }
  } catch (error) {
    if (isShortage(error)) throw systemError(error, `cannot open ${path}`, path)
    return { usable: false, reason: whyNot(path, errnoOf(error)) }
  }
}

function whyNot(path: string, code: string | undefined): string {
  switch (code) {
    case 'ENOENT':
      return `${path} is not there: the kvm module is not loaded, or the CPU's virtualization is off in the firmware or withheld by the machine that this one runs on`
    case 'ENODEV':
    case 'ENXIO':
      return `${path} has no driver behind it: load kvm_intel or kvm_amd`
    case 'EACCES':
    case 'EPERM':
      return `no permission to open ${path}${howToGetIn(path)}`
    default:
      return `${path} cannot be opened (${code})`
  }
}

function howToGetIn(path: string): string {
  try {
    const { gid, mode } = statSync(path)
    const octal = (mode & 0o777).toString(8).padStart(4, '0')
    if (!(mode & 0o060)) return `: only its owner may (mode ${octal})`
    const group = groupName(gid)
    return `: it is for the group '${group}'; join it with 'sudo usermod -aG ${group} ${userInfo().username}' and log in again`
  } catch {
    return ''
  }
}

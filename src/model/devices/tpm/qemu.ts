import type { Machine } from '../../qemu/machine.ts'
import type { Part } from '../../qemu/part.ts'
import type { Descriptor } from '../../qemu/plan.ts'
import type { LaunchContext } from '../context.ts'
import { swtpmProcess } from './swtpm.ts'
import type { Tpm } from './xml.ts'

export function tpmDriver({ model }: Tpm, machine: Machine): string {
  return model === 'tpm-tis' && machine.isArm ? 'tpm-tis-device' : (model ?? 'tpm-tis')
}

export function tpmParts(tpm: Tpm, context: LaunchContext): Part[] {
  const { alias, place, machine } = context
  const { chip } = tpm.backend
  const driver = tpmDriver(tpm, machine)
  if (tpm.model === 'spapr-tpm-proxy') {
    const path = chip.type === 'passthrough' ? chip.path : undefined
    return [{ make: 'device', props: { driver, id: alias, 'host-path': path } }]
  }
  const tpmdev = `tpm-${alias}`
  const device: Part = { make: 'device', props: { driver, tpmdev, id: alias, ...place } }
  return [
    ...(chip.type === 'emulator' ? [swtpmProcess(chip, context)] : []),
    ...(chip.type === 'passthrough' ? hostChip(chip.path ?? '', tpmdev, context) : socket(tpm, tpmdev, context)),
    device,
  ]
}

const socketId = 'chrtpm'

function socket({ backend: { chip } }: Tpm, id: string, { host, guestFolder }: LaunchContext): Part[] {
  const path = chip.type === 'external' ? (chip.source?.path ?? '') : host.tpm.socket(guestFolder)
  return [
    { make: 'keyval', option: '-chardev', head: 'socket', props: { id: socketId, path } },
    { make: 'keyval', option: '-tpmdev', head: 'emulator', props: { id, chardev: socketId } },
  ]
}

function hostChip(path: string, id: string, context: LaunchContext): Part[] {
  const { alias, fdset, host } = context
  const sets: Part[] = []
  const opened = (descriptor: Descriptor, what: string) => {
    const set = fdset()
    sets.push({ make: 'keyval', option: '-add-fd', props: { set, fd: descriptor, opaque: `${alias}-${what}` } })
    return `/dev/fdset/${set}`
  }
  const chip = opened({ descriptor: 'device', path }, 'tpm')
  const cancel = opened({ descriptor: 'file', path: host.tpm.cancelPath(path), append: true }, 'cancel')
  return [
    ...sets,
    { make: 'keyval', option: '-tpmdev', head: 'passthrough', props: { id, path: chip, 'cancel-path': cancel } },
  ]
}

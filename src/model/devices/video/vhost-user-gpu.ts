import type { Part } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import type { Video } from './xml.ts'

/** vhost-user-gpu: draws in a process of its own, so that what reads the guest's commands is not QEMU. */
export function gpuProcess(name: string, { model }: Video, { alias, host }: LaunchContext): Part {
  const { accel3d, rendernode } = model?.acceleration ?? {}
  return {
    make: 'process',
    process: {
      name,
      program: host.vhostUser('gpu') ?? 'vhost-user-gpu',
      package: 'qemu-system-gui',
      arguments: [
        '--fd=3',
        ...(accel3d ? ['--virgl'] : []),
        ...(rendernode === undefined ? [] : [`--render-node=${rendernode}`]),
      ],
      what: `video ${alias}`,
      lost: `its screen on ${alias} stays as it is`,
      user: 'guest',
      begin: { by: 'pairing' },
    },
  }
}

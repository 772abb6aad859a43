import type { Part } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import { virtioDriver, virtioProps } from '../shared/virtio.ts'
import { virtiofsdProcess } from './virtiofsd.ts'
import type { Filesystem } from './xml.ts'

export function filesystemParts(device: Filesystem, context: LaunchContext): Part[] {
  const type = device.driver?.type
  if (type === 'virtiofs') return virtiofsParts(device, context)
  return type === 'mtp' ? mtpParts(device, context) : ninePParts(device, context)
}

/** Another process serves the folder, over a socket of the guest's own where the user names none. */
function virtiofsParts(device: Filesystem, context: LaunchContext): Part[] {
  const { alias, guestFolder, bootIndex, place } = context
  const chardev = `chr-vu-${alias}`
  const path = device.source?.socket ?? `${guestFolder}/${alias}-fs.sock`
  return [
    ...(device.source?.socket ? [] : [virtiofsdProcess(device, context, path)]),
    { make: 'keyval', option: '-chardev', head: 'socket', props: { id: chardev, path } },
    {
      make: 'device',
      props: {
        driver: virtioDriver('vhost-user-fs', device, device.model),
        ...virtioProps(device.driver),
        id: alias,
        chardev,
        'queue-size': device.driver?.queue,
        tag: device.target?.dir,
        bootindex: bootIndex,
        ...place,
      },
    },
  ]
}

function mtpParts(device: Filesystem, { alias, place }: LaunchContext): Part[] {
  const props = {
    driver: 'usb-mtp',
    id: alias,
    rootdir: device.source?.dir,
    desc: device.target?.dir,
    readonly: device.readonly,
    ...place,
  }
  return [{ make: 'device', props }]
}

const securityModels = { passthrough: 'passthrough', mapped: 'mapped', squash: 'none' }

/** QEMU serves the folder itself (9p). */
function ninePParts(device: Filesystem, { alias, place }: LaunchContext): Part[] {
  const fsdev = `fsdev-${alias}`
  const handle = device.driver?.type === 'handle'
  const mode = (value: number | undefined) => value?.toString(8).padStart(4, '0')
  return [
    {
      make: 'keyval',
      option: '-fsdev',
      head: handle ? 'handle' : 'local',
      props: {
        security_model: handle ? undefined : securityModels[device.accessmode ?? 'passthrough'],
        multidevs: device.multidevs,
        fmode: mode(device.fmode),
        dmode: mode(device.dmode),
        writeout: device.driver?.wrpolicy,
        id: fsdev,
        path: device.source?.dir,
        readonly: device.readonly || undefined,
      },
    },
    {
      make: 'device',
      props: {
        driver: virtioDriver('virtio-9p', device, device.model),
        ...virtioProps(device.driver),
        id: alias,
        fsdev,
        mount_tag: device.target?.dir,
        ...place,
      },
    },
  ]
}

import type { DeviceContext } from '../context.ts'
import { virtioSuffix } from '../shared/virtio.ts'
import type { Video } from './xml.ts'

/** QEMU's device for a card, the one with VGA registers where it is the primary one and there is such a thing. */
export function videoDriver(
  video: Video,
  { machine, qemu }: Pick<DeviceContext, 'machine' | 'qemu'>,
): string | undefined {
  const { driver, model } = video
  const beside = driver?.name === 'vhostuser'
  const primary = model?.primary === true
  switch (model?.type) {
    case 'vga':
      return machine.isIsapc ? 'isa-vga' : 'VGA'
    case 'cirrus':
      return machine.isIsapc ? 'isa-cirrus-vga' : 'cirrus-vga'
    case 'vmvga':
      return 'vmware-svga'
    case 'bochs':
      return 'bochs-display'
    case 'ramfb':
      return 'ramfb'
    case 'qxl':
      return primary ? 'qxl-vga' : 'qxl'
    case 'virtio': {
      const name = virtioSuffix(video)
      const gl = !beside && model.acceleration?.accel3d === true
      const vga = beside ? 'vhost-user-vga' : gl && qemu.hasType('virtio-gpu-gl-pci') ? 'virtio-vga-gl' : 'virtio-vga'
      if (primary && name === 'pci' && qemu.hasType(vga)) return vga
      if (beside) return `vhost-user-gpu-${name}`
      return gl && qemu.hasType(`virtio-gpu-gl-${name}`) ? `virtio-gpu-gl-${name}` : `virtio-gpu-${name}`
    }
    default:
      return undefined
  }
}

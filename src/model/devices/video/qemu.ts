import type { Part, Props } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import { virtioProps } from '../shared/virtio.ts'
import { videoDriver } from './driver.ts'
import { gpuProcess } from './vhost-user-gpu.ts'
import type { Video, VideoModel } from './xml.ts'

export function videoParts(video: Video, context: LaunchContext): Part[] {
  const { alias, place } = context
  const driver = videoDriver(video, context)
  if (!driver || !video.model) return []
  const { model } = video
  const parts: Part[] = []
  const chardev = video.driver?.name === 'vhostuser' ? `chr-vu-${alias}` : undefined
  if (chardev) {
    const name = `${alias}-vhost-user-gpu`
    parts.push(gpuProcess(name, video, context), {
      make: 'keyval',
      option: '-chardev',
      head: 'socket',
      props: { id: chardev, fd: { descriptor: 'helper', name } },
    })
  }
  parts.push({
    make: 'device',
    props: {
      driver,
      // cards with VGA registers are no virtio devices to libvirt
      ...(model.type === 'virtio' && !driver.includes('vga') ? virtioProps(video.driver) : undefined),
      id: alias,
      ...memory(model),
      chardev,
      xres: model.resolution?.x,
      yres: model.resolution?.y,
      blob: model.blob,
      ...place,
    },
  })
  return parts
}

/** Sizes and screens, in the units that each card wants. */
function memory({ type, heads, ram = 0, vram = 0, vram64 = 0, vgamem = 0 }: VideoModel): Props {
  switch (type) {
    case 'qxl':
      return {
        max_outputs: heads,
        ram_size: ram * 1024,
        vram_size: vram * 1024,
        vram64_size_mb: Math.floor(vram64 / 1024),
        vgamem_mb: Math.floor(vgamem / 1024),
      }
    case 'virtio':
      return { max_outputs: heads }
    case 'vga':
    case 'vmvga':
      return { vgamem_mb: Math.floor(vram / 1024) }
    case 'bochs':
      return { vgamem: vram * 1024 }
    default:
      return {}
  }
}

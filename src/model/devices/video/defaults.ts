import type { DeviceContext } from '../context.ts'
import type { Video, VideoModel } from './xml.ts'

/** A display has a card behind it. The primary card comes first; where none is named that is the first one. */
export function arrangeVideos(videos: Video[], context: DeviceContext): void {
  if (videos.length === 0 && context.guest.graphics.length > 0) videos.push({})
  const at = videos.findIndex(({ model }) => model?.primary)
  if (at > 0) videos.unshift(...videos.splice(at, 1))
  videos.forEach((video, index) => {
    video.model = { ...video.model, primary: index === 0 || video.model?.primary || undefined }
  })
}

export function completeVideo(video: Video, context: DeviceContext): void {
  video.model ??= {}
  const { model } = video
  if (model.type === undefined || model.type === 'default') model.type = usualType(context)
  if (model.type === 'none') {
    video.model = { type: 'none' }
    return
  }
  model.heads ||= 1
  const memory = usualMemory(model.type)
  if (memory) model.vram ||= memory
  if (model.vram) model.vram = upToPowerOfTwo(model.vram)
  if (model.type === 'qxl') {
    model.ram = upToPowerOfTwo(model.ram || qxlMemory)
    model.vram ||= qxlMemory
    model.vgamem ||= 16 * 1024
  }
}

const qxlMemory = 64 * 1024

function usualType({ machine, qemu }: DeviceContext): VideoModel['type'] {
  if (machine.isPpc64) return 'vga'
  if (machine.isArmVirt || machine.isRiscvVirt || machine.isLoongarchVirt || machine.isS390) return 'virtio'
  if (qemu.hasType('cirrus-vga')) return 'cirrus'
  return qemu.hasType('VGA') ? 'vga' : 'none'
}

/** KiB of video memory where nothing is said; cards that need none have none. */
function usualMemory(type: VideoModel['type']): number | undefined {
  switch (type) {
    case 'vga':
    case 'cirrus':
    case 'vmvga':
    case 'bochs':
      return 16 * 1024
    case 'xen':
      return 4 * 1024
    default:
      return undefined
  }
}

function upToPowerOfTwo(value: number): number {
  return 2 ** Math.ceil(Math.log2(value))
}

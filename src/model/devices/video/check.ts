import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import { videoDriver } from './driver.ts'
import type { Video, VideoModel } from './xml.ts'

const foreign = ['xen', 'vbox', 'parallels', 'gop']

/** Cards of which there can be more than the primary one. */
const secondary = ['qxl', 'virtio']

const resizable = ['vga', 'qxl', 'virtio', 'bochs']

export function checkVideo(video: Video, context: DeviceContext, report: Report): void {
  const { qemu } = context
  const { model, driver } = video
  const type = model?.type
  if (!model || !type || type === 'none') return
  if (foreign.includes(type)) {
    report.unsupported(model, `video type '${type}' is not one of QEMU's`)
    return
  }
  const device = videoDriver(video, context)
  if (device && !qemu.hasType(device)) {
    report.unsupported(model, `${qemu.binary} has no '${device}', which video type '${type}' would be here`)
  }
  if (!model.primary && !secondary.includes(type)) {
    report.unsupported(model, `video type '${type}' can only be the primary card: make it the first or drop the others`)
  }
  if ((model.heads ?? 1) > 1 && type !== 'qxl' && type !== 'virtio') {
    report.unsupported(model, `video type '${type}' has one screen: heads='${model.heads}' is for 'qxl' and 'virtio'`)
  }
  if (driver?.name === 'vhostuser' && type !== 'virtio') {
    report.unsupported(driver, `driver 'vhostuser' draws for video type 'virtio' only, not '${type}'`)
  }
  const virtioOption =
    driver && (['iommu', 'ats', 'packed', 'page_per_vq'] as const).find((name) => driver[name] !== undefined)
  if (virtioOption && type !== 'virtio') {
    report.unsupported(driver, `driver option '${virtioOption}' is for video type 'virtio', not '${type}'`)
  }
  if (model.resolution && !resizable.includes(type)) {
    report.invalid(model.resolution, `video type '${type}' takes no <resolution>`)
  }
  checkAcceleration(model, report)
  checkMemory(model, report)
}

function checkAcceleration(model: VideoModel, report: Report): void {
  const { acceleration, type } = model
  if (acceleration?.accel2d) report.unsupported(acceleration, "QEMU has nothing that accel2d='yes' could switch on")
  if (acceleration?.accel3d && type !== 'virtio') {
    report.unsupported(acceleration, `accel3d is for video type 'virtio', not '${type}'`)
  }
  if (model.blob !== undefined && type !== 'virtio') {
    report.unsupported(model, `attribute 'blob' is for video type 'virtio', not '${type}'`)
  }
}

const mostKib = Math.floor(0xffff_ffff / 1024)

function checkMemory(model: VideoModel, report: Report): void {
  for (const name of ['ram', 'vram'] as const) {
    if ((model[name] ?? 0) > mostKib)
      report.unsupported(model, `'${name}' is ${model[name]} KiB: ${mostKib} is the most`)
  }
  if (model.type === 'vga' || model.type === 'vmvga') {
    if ((model.vram ?? 0) < 1024) report.unsupported(model, `'vram' is ${model.vram} KiB: 1024 is the least`)
  }
  if (model.type !== 'qxl' || model.vgamem === undefined) return
  if (model.vgamem < 1024) report.unsupported(model, `'vgamem' is ${model.vgamem} KiB: 1024 is the least`)
  if (!Number.isInteger(Math.log2(model.vgamem))) {
    report.unsupported(model, `'vgamem' is ${model.vgamem} KiB: it must be a power of two`)
  }
}

export function checkVideos(videos: readonly Video[], _: DeviceContext, report: Report): void {
  const [, second] = videos.filter(({ model }) => model?.primary)
  if (second) report.unsupported(second, 'there can be one primary video, not more')
  if (videos.length > 1 && videos.some(({ model }) => model?.type === 'none')) {
    report.unsupported(
      videos.find(({ model }) => model?.type === 'none'),
      "a video of type 'none' says that there is no card: it must be the only one",
    )
  }
}

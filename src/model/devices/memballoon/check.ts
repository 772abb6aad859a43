import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import type { Memballoon } from './xml.ts'

export function checkMemballoon(balloon: Memballoon, { qemu }: DeviceContext, report: Report): void {
  if (balloon.model === 'xen') {
    report.unsupported(balloon, "balloon model 'xen' is Xen's: QEMU guests take 'virtio' or 'none'")
  }
  const has = (property: string) =>
    ['pci', 'ccw', 'device'].some((bus) => qemu.deviceHas(`virtio-balloon-${bus}`, property))
  if (balloon.autodeflate !== undefined && !has('deflate-on-oom')) {
    report.unsupported(balloon, `autodeflate: the balloon of ${qemu.binary} has no 'deflate-on-oom'`)
  }
  if (balloon.freePageReporting !== undefined && !has('free-page-reporting')) {
    report.unsupported(balloon, `freePageReporting: the balloon of ${qemu.binary} has no 'free-page-reporting'`)
  }
}

export function checkMemballoons(balloons: readonly Memballoon[], _: DeviceContext, report: Report): void {
  for (const balloon of balloons.slice(1)) report.invalid(balloon, 'a guest has one memory balloon, not several')
}

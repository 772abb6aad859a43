import type { Section } from '../section.ts'
import { devicesOf } from '../world.ts'
import { checkBoot, checkOs, checkWantedFeatures } from './check.ts'
import { completeFirmware, firmwareMissing } from './firmware.ts'
import { completeNvram } from './nvram.ts'

export const os: Section = {
  complete(world) {
    const { domain } = world
    const { loader } = domain.os
    const ordered = devicesOf(domain).some(({ device }) => (device as { boot?: unknown }).boot !== undefined)
    if (!ordered && domain.os.boot.length === 0) domain.os.boot.push({ dev: 'hd' })
    if (domain.os.bootmenu?.enable === undefined && domain.os.bootmenu?.timeout === undefined) delete domain.os.bootmenu
    if (loader?.path && !loader.type) loader.type = 'rom'
    checkWantedFeatures(world)
    completeFirmware(world)
    if (loader?.path) loader.format ??= 'raw'
    completeNvram(world)
  },
  check: checkOs,
  taints: ({ domain }) => (domain.os.dtb ? ['custom-dtb'] : []),
  deprecations: ({ machine: { name }, accelerator, qemu }) =>
    qemu.machine(accelerator, name)?.deprecated ? [`machine type '${name}'`] : [],
  start(world) {
    checkBoot(world)
    if (firmwareMissing(world)) {
      const { firmware } = world.domain.os
      world.report.error(
        'OPERATION_FAILED',
        world.domain.os,
        `none of this host's '${firmware}' firmware fits machine type '${world.machine.name}' and what <os> asks for`,
      )
    }
  },
}

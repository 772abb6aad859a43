import type { PlannedFile } from '../../qemu/plan.ts'
import type { World } from '../world.ts'
import { firmwareMissing } from './firmware.ts'

/** Where the variables of the firmware are kept, once it is known which firmware that is. */
export function completeNvram(world: World): void {
  const { domain, host, fresh } = world
  const { loader } = domain.os
  if (!loader?.path || loader.type !== 'pflash' || !loader.readonly || loader.stateless || firmwareMissing(world))
    return
  domain.os.nvram ??= {}
  const { nvram } = domain.os
  nvram.format ??= loader.format ?? 'raw'
  if (nvram.path || nvram.source) return
  const ending = fresh && nvram.template ? /\.[^./]+$/.exec(nvram.template)?.[0] : undefined
  nvram.path = `${host.folders.nvram}/${fileName(domain.name)}_VARS${ending ?? (nvram.format === 'raw' ? '.fd' : `.${nvram.format}`)}`
}

function fileName(name: string): string {
  return name.replace(/[/\0]/g, '_')
}

/** The file that is copied from the template before the first start, and kept. */
export function nvramFile({ domain: { os }, report }: World, { resetNvram: renew = false } = {}): PlannedFile[] {
  const { nvram } = os
  const path = nvram?.path ?? (nvram?.source?.type === 'file' ? nvram.source.file : undefined)
  if (renew && nvram && !(nvram.template && path)) {
    report.error(
      'OPERATION_FAILED',
      nvram,
      `the variables of the loader ${os.loader?.path} have no template to begin anew from`,
    )
  }
  return nvram?.template && path ? [{ path, content: { copyOf: nvram.template }, keep: true, renew }] : []
}

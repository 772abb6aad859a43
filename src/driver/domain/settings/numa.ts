import type { Impact, NumaMemory } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { formatNumberSet, parseNumberSet } from '../../../base/number-sets.ts'
import type { DomainEditor } from '../editor.ts'

export async function numaMemory(editor: DomainEditor, where: Impact): Promise<NumaMemory> {
  const { numatune } = await editor.read(where)
  return { mode: numatune?.memory?.mode ?? 'strict', nodeset: parseNumberSet(numatune?.memory?.nodeset ?? '') ?? [] }
}

/** QEMU takes its memory where it is told when it starts. */
export async function setNumaMemory(
  editor: DomainEditor,
  { mode, nodeset }: Partial<NumaMemory>,
  where: Impact,
): Promise<void> {
  if (nodeset?.length === 0) throw new LodgeError('INVALID_ARG', 'Invalid nodeset of numatune: it is empty')
  await editor.change(where, {
    check(_, place) {
      if (place === 'config') return
      throw new LodgeError('OPERATION_UNSUPPORTED', 'NUMA tuning is not available in session mode', {
        hint: 'say it of the definition (--config): it holds from the next start on',
      })
    },
    edit(domain) {
      const memory = { ...domain.numatune?.memory }
      memory.mode = mode ?? memory.mode ?? 'strict'
      if (nodeset) {
        memory.nodeset = formatNumberSet(nodeset)
        delete memory.placement
      }
      domain.numatune = { memnode: [], ...domain.numatune, memory }
    },
  })
}

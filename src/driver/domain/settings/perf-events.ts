import type { Impact, PerfEvents } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import type { DomainEditor } from '../editor.ts'

export async function perfEvents(editor: DomainEditor, where: Impact): Promise<PerfEvents> {
  const said = (await editor.read(where)).perf?.event ?? []
  return Object.fromEntries(said.map(({ name, enabled }) => [name, enabled]))
}

/** Which counters of the host's CPU are to be read. */
export async function setPerfEvents(editor: DomainEditor, events: PerfEvents, where: Impact): Promise<void> {
  await editor.change(where, {
    check(_, place) {
      if (place === 'config' || Object.values(events).every((on) => !on)) return
      throw new LodgeError('OPERATION_UNSUPPORTED', "the host CPU's counters of running guests are not read", {
        hint: 'say it of the definition (--config)',
      })
    },
    edit(domain) {
      const before = domain.perf?.event ?? []
      const all = new Map(before.map(({ name, enabled }) => [name, enabled]))
      for (const [name, on] of Object.entries(events)) if (on !== undefined) all.set(name as keyof PerfEvents, on)
      domain.perf = { event: [...all].map(([name, enabled]) => ({ name, enabled })) }
    },
  })
}

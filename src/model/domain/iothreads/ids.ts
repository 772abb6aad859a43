import type { Domain } from '../xml.ts'

/** Ids of all iothreads: the listed ones, then the lowest free numbers for the rest. */
export function iothreadIds({ iothreads = 0, iothreadids }: Pick<Domain, 'iothreads' | 'iothreadids'>): number[] {
  const ids = (iothreadids?.iothread ?? []).map(({ id }) => id)
  for (let id = 1; ids.length < iothreads; id++) if (!ids.includes(id)) ids.push(id)
  return ids
}

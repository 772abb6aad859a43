import type { IothreadStatistics, ThreadCpus } from '../../../api/index.ts'
import { threadCpus } from '../../host/system.ts'
import { askOne } from './ask.ts'
import type { Run } from './run.ts'
import type { Source } from './source.ts'

export const iothreadSource: Source<IothreadStatistics[]> = {
  asks: ({ iothreads }) => (iothreads.length > 0 ? ['iothreads'] : []),
  of(_, { iothreads }) {
    return iothreads?.map((each) => ({
      number: numberOf(each.id),
      ...{ pollMax: each['poll-max-ns'], pollGrow: each['poll-grow'], pollShrink: each['poll-shrink'] },
    }))
  },
}

export async function iothreadCpus(run: Run): Promise<ThreadCpus[]> {
  if (run.iothreads.length === 0) return []
  const threads = await askOne(run, 'iothreads')
  return threads.map((each) => ({ number: numberOf(each.id), cpus: threadCpus(run.pid, each['thread-id']) }))
}

/** Ours are all called `iothreadN`. */
function numberOf(id: string): number {
  return Number(/^iothread(\d{1,9})$/.exec(id)?.[1] ?? 0)
}

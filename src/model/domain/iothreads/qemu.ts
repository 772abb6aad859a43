import type { Emitter } from '../section.ts'
import { iothreadIds } from './ids.ts'

export const iothreadObjects: Emitter = ({ domain }) => {
  const threads = iothreadIds(domain).map((id) => {
    const listed = domain.iothreadids?.iothread.find((each) => each.id === id)
    const { poll } = listed ?? {}
    return {
      make: 'object' as const,
      props: {
        'qom-type': 'iothread',
        id: `iothread${id}`,
        'poll-max-ns': poll?.max,
        'poll-grow': poll?.grow,
        'poll-shrink': poll?.shrink,
        ...pool(listed),
      },
    }
  })
  const main = domain.defaultiothread
  if (main?.thread_pool_min === undefined && main?.thread_pool_max === undefined) return threads
  return [...threads, { make: 'object', props: { 'qom-type': 'main-loop', id: 'main-loop', ...pool(main) } }]
}

function pool(of: { thread_pool_min?: number; thread_pool_max?: number } | undefined) {
  return { 'thread-pool-min': of?.thread_pool_min, 'thread-pool-max': of?.thread_pool_max }
}

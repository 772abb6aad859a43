import { LodgeError } from '../../../base/errors.ts'
import type { Monitor } from '../../qmp/index.ts'
import type { Guest } from '../guest.ts'
import type { Run } from './run.ts'

/** What QEMU can be asked. */
const questions = {
  balloon: ({ monitor }) => monitor.execute('query-balloon'),
  memory: ({ monitor, balloon }) =>
    balloon ? monitor.execute('qom-get', { path: balloon, property: 'guest-stats' }) : Promise.resolve(undefined),
  cpus: ({ monitor }) => monitor.execute('query-cpus-fast'),
  vcpuCounters: ({ monitor }) => monitor.execute('query-stats', { target: 'vcpu' }),
  vmCounters: ({ monitor }) => monitor.execute('query-stats', { target: 'vm' }),
  counterKinds: ({ monitor }) => monitor.execute('query-stats-schemas'),
  disks: ({ monitor }) => monitor.execute('query-blockstats'),
  nodes: ({ monitor }) => monitor.execute('query-named-block-nodes', { flat: true }),
  iothreads: ({ monitor }) => monitor.execute('query-iothreads'),
  dirtyRate: ({ monitor }) => monitor.execute('query-dirty-rate'),
} as const satisfies Record<string, (asked: { monitor: Monitor; balloon: string | undefined }) => Promise<unknown>>

export type Question = keyof typeof questions
export type Said = { -readonly [Q in Question]?: Awaited<ReturnType<(typeof questions)[Q]>> }

/** Guests whose QEMU owes an answer for longer than it was given: until it has come, or will not, nothing is asked of them. */
const late = new WeakSet<Guest>()

/** Milliseconds. */
const longestKept = 5000

/** Answers that stay as they are unless something happens that is seen; nobody is woken up for them each time. */
const isKept: { [Q in Question]?: (said: NonNullable<Said[Q]>, run: Run) => boolean } = {
  balloon: () => true,
  memory: (_, { balloonPeriod }) => balloonPeriod === 0,
  dirtyRate: ({ status }) => status !== 'measuring',
}

/** All questions in one go. What isn't known to that QEMU, or not said in time, is not among the answers. */
export async function ask(run: Run, asked: Iterable<Question>, timeout: number): Promise<Said> {
  const { guest, balloon, kept } = run
  const said: Record<string, unknown> = {}
  const wanted = new Set(asked)
  for (const question of wanted) {
    const before = kept.get(question)
    if (!before || performance.now() - before.at > longestKept) continue
    said[question] = before.said
    wanted.delete(question)
  }
  if (wanted.size === 0 || late.has(guest)) return said
  const all = Promise.all(
    [...wanted].map(async (question) => {
      try {
        const at = performance.now()
        const answer = await questions[question]({ monitor: guest.monitor, balloon })
        said[question] = answer
        if (answer && isKept[question]?.(answer as never, run)) kept.set(question, { said: answer, at })
      } catch {
        // It has said that it can't, or has ended: others are asked in the meantime.
      }
    }),
  )
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, timeout, 'late')
  })
  if ((await Promise.race([all, deadline])) === 'late') {
    late.add(guest)
    void all.then(() => late.delete(guest))
  }
  clearTimeout(timer)
  return { ...said }
}

/** One question whose answer is needed. */
export async function askOne<Q extends Question>(run: Run, question: Q, timeout = 5000): Promise<NonNullable<Said[Q]>> {
  const { [question]: said } = await ask(run, [question], timeout)
  if (said !== undefined && said !== null) return said as NonNullable<Said[Q]>
  run.guest.requireRunning('ask about')
  throw new LodgeError('OPERATION_TIMEOUT', `the QEMU of '${run.guest.status.name}' does not say it`, {
    hint: 'it may hang: look at its log',
  })
}

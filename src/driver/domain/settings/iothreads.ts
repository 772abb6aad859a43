import type { Impact, IothreadParameters } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { type Domain, iothreadIds } from '../../../model/domain/index.ts'
import type { DomainEditor } from '../editor.ts'

type Iothread = NonNullable<Domain['iothreadids']>['iothread'][number]

export async function addIothread(editor: DomainEditor, id: number, where: Impact): Promise<void> {
  if (!Number.isSafeInteger(id) || id < 1) throw new LodgeError('INVALID_ARG', 'iothread_id must not be zero')
  await editor.change(where, {
    check(domain) {
      if (!iothreadIds(domain).includes(id)) return
      throw new LodgeError('INVALID_ARG', `an IOThread is already using iothread_id '${id}'`)
    },
    live: async ({ monitor }) => {
      await monitor.executeAny('object-add', { 'qom-type': 'iothread', id: `iothread${id}` })
    },
    edit(domain) {
      listAll(domain).push({ id })
      domain.iothreads = domain.iothreadids?.iothread.length
    },
  })
}

export async function removeIothread(editor: DomainEditor, id: number, where: Impact): Promise<void> {
  await editor.change(where, {
    check(domain) {
      requireThread(domain, id)
      const user = userOf(domain, id)
      if (!user) return
      throw new LodgeError('INVALID_ARG', `cannot remove IOThread ${id} since it is being used by ${user}`)
    },
    live: async ({ monitor }) => {
      await monitor.executeAny('object-del', { id: `iothread${id}` })
    },
    edit(domain) {
      const left = listAll(domain).filter((each) => each.id !== id)
      domain.iothreadids = { iothread: left }
      domain.iothreads = left.length
      if (left.length === 0) {
        delete domain.iothreadids
        delete domain.iothreads
      }
      if (!domain.cputune) return
      domain.cputune.iothreadpin = domain.cputune.iothreadpin.filter(({ iothread }) => iothread !== id)
    },
  })
}

/** QEMU's names, and those of the XML. */
const properties = {
  poll_max_ns: ['poll-max-ns', 'max'],
  poll_grow: ['poll-grow', 'grow'],
  poll_shrink: ['poll-shrink', 'shrink'],
} as const

export async function setIothread(
  editor: DomainEditor,
  { id, ...given }: IothreadParameters & { id: number },
  where: Impact,
): Promise<void> {
  await editor.change(where, {
    check(domain) {
      const { thread_pool_min: least, thread_pool_max: most } = { ...requireThread(domain, id), ...given }
      if (least === undefined || most === undefined || most < 0 || least <= most) return
      const text = `thread_pool_min (${least}) can't be greater than thread_pool_max (${most})`
      throw new LodgeError('OPERATION_INVALID', text)
    },
    live: async ({ monitor }, domain) => {
      const path = `/objects/iothread${id}`
      const set = (property: string, value: number | undefined) =>
        value === undefined ? undefined : monitor.executeAny('qom-set', { path, property, value })
      for (const [name, [property]] of Object.entries(properties)) {
        await set(property, given[name as keyof typeof properties])
      }
      // QEMU never has more that are kept than there may be.
      const { thread_pool_max: before = 64 } = requireThread(domain, id)
      const grows = (given.thread_pool_max ?? before) >= before
      if (grows) await set('thread-pool-max', given.thread_pool_max)
      await set('thread-pool-min', given.thread_pool_min)
      if (!grows) await set('thread-pool-max', given.thread_pool_max)
    },
    edit(domain) {
      const thread = listAll(domain).find((each) => each.id === id)
      if (!thread) return
      const { thread_pool_min, thread_pool_max } = given
      if (thread_pool_min !== undefined) thread.thread_pool_min = thread_pool_min
      if (thread_pool_max !== undefined) thread.thread_pool_max = thread_pool_max
      for (const [name, [, word]] of Object.entries(properties)) {
        const value = given[name as keyof typeof properties]
        if (value !== undefined) thread.poll = { ...thread.poll, [word]: value }
      }
    },
  })
}

function requireThread(domain: Domain, id: number): Iothread {
  if (!iothreadIds(domain).includes(id)) {
    throw new LodgeError('INVALID_ARG', `cannot find IOThread '${id}' in iothreadids list`)
  }
  return domain.iothreadids?.iothread.find((each) => each.id === id) ?? { id }
}

/** Those that are only counted are listed too. */
function listAll(domain: Domain): Iothread[] {
  const listed = domain.iothreadids?.iothread ?? []
  const all = iothreadIds(domain).map((id) => listed.find((each) => each.id === id) ?? { id })
  domain.iothreadids = { iothread: all }
  return all
}

function userOf({ devices }: Domain, id: number): string | undefined {
  const disk = devices.disk.find(
    ({ driver }) => driver?.iothread === id || driver?.iothreads?.iothread.some((each) => each.id === id),
  )
  if (disk) return `disk '${disk.target?.dev ?? ''}'`
  const controller = devices.controller.find(({ driver }) => driver?.iothread === id)
  return controller && `controller '${controller.index ?? ''}'`
}

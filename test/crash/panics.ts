import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { RpcPeer } from '../support/rpc-peer.ts'
import { filesIn } from './files.ts'
import type { Subject } from './subjects.ts'

/** Milliseconds in which a guest that was reset surely panics, and in which a daemon ends one that has. */
const sure = 3000
const patience = 20_000

/** virDomainState */
const [shutOff, crashed] = [5, 6]

const noDomain = 42

export async function stateOf(peer: RpcPeer, { uuid }: Subject): Promise<'gone' | 'crashed' | 'there'> {
  try {
    const { dom } = (await peer.call('DOMAIN_LOOKUP_BY_UUID', { uuid })) as { dom: object }
    const { state } = (await peer.call('DOMAIN_GET_STATE', { dom, flags: 0 })) as { state: number }
    return state === shutOff ? 'gone' : state === crashed ? 'crashed' : 'there'
  } catch (error) {
    if ((error as { code?: number }).code === noDomain) return 'gone'
    throw error
  }
}

/** What has come of a reset that was cut off: it has panicked and is gone, or it is made to go. */
export async function settleReset(peer: RpcPeer, subject: Subject): Promise<void> {
  const begun = Date.now()
  for (let state = await stateOf(peer, subject); state !== 'gone'; state = await stateOf(peer, subject)) {
    const waited = Date.now() - begun
    if (waited > patience) throw new Error(`${subject.names[0]}: ${state}, and nobody ends it`)
    if (state === 'there' && waited > sure)
      await peer.call('DOMAIN_DESTROY', { dom: { name: '', uuid: subject.uuid, id: -1 } })
    await wait(20)
  }
  subject.isReset = false
}

/** Removes the memories that were written, and says how many whole ones there were. */
export function takeCores(folder: string): number {
  const place = join(folder, 'lib/dump')
  const cores = filesIn(place).map((name) => join(place, name))
  const whole = cores.filter((path) => readFileSync(path).toString('latin1', 1, 4) === 'ELF')
  for (const path of cores) rmSync(path)
  return whole.length
}

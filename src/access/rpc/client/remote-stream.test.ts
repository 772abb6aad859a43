import { once } from 'node:events'
import { Duplex } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { connected } from '../../../../test/support/rpc-client.ts'
import { hostWith } from '../../../../test/support/rpc-peer.ts'
import { LodgeError } from '../../../base/errors.ts'

const chunk = 64 << 10

/** Says what is asked of it as fast as it is taken, and takes what it is let. */
class Console extends Duplex {
  said = 0
  taken = 0
  readonly #says: number
  #holds: boolean
  #more = Promise.withResolvers<void>()

  constructor({ says = 0, holds = false } = {}) {
    super()
    this.#says = says
    this.#holds = holds
  }

  override _read(): void {
    this.said += chunk
    this.push(this.said <= this.#says ? Buffer.alloc(chunk, this.said / chunk) : null)
  }

  override async _write(bytes: Uint8Array, _encoding: string, done: () => void): Promise<void> {
    if (this.#holds) await this.#more.promise
    this.taken += bytes.length
    done()
  }

  letGo(): void {
    this.#holds = false
    this.#more.resolve()
  }
}

async function withConsole(console: Duplex) {
  const there = await connected({ ...hostWith({ console: async () => console }), hostname: async () => 'here' })
  const stream = await (await there.remote.domain('test')).console()
  return { ...there, stream }
}

/** Until it changes no more. */
async function settled(read: () => number): Promise<number> {
  for (let last = -1, same = 0; ; ) {
    const now = read()
    same = now === last ? same + 1 : 0
    if (same > 200) return now
    last = now
    await setImmediate()
  }
}

test('what nobody reads holds up its source, and nothing else', async () => {
  const console = new Console({ says: 64 << 20 })
  await using there = await withConsole(console)
  const before = await settled(() => console.said)
  expect(before).toBeLessThan(16 << 20)
  expect(await there.remote.hostname()).toBe('here')
  let read = 0
  for await (const bytes of there.stream) read += (bytes as Uint8Array).length
  expect(read).toBe(64 << 20)
})

test('what the console does not take is not sent without end', async () => {
  const console = new Console({ says: 0, holds: true })
  await using there = await withConsole(Object.assign(console, { _read: () => {} }))
  let written = 0
  const write = async (): Promise<void> => {
    for (let count = 0; count < 512; count++) {
      const keepsUp = there.stream.write(Buffer.alloc(chunk))
      written += chunk
      if (!keepsUp) await once(there.stream, 'drain')
    }
  }
  const all = write()
  expect(await settled(() => written)).toBeLessThan(8 << 20)
  expect(await there.remote.hostname()).toBe('here')
  console.letGo()
  await all
  while (console.taken < 32 << 20) await setImmediate()
  there.stream.destroy()
})

test('a stream that is destroyed lets go of the console', async () => {
  const console = Object.assign(new Console(), { _read: () => {} })
  await using there = await withConsole(console)
  there.stream.destroy()
  await once(there.stream, 'close')
  expect(console.destroyed).toBe(true)
  expect(there.sockets.length).toBe(2)
})

test('a console that fails says why', async () => {
  const console = Object.assign(new Console(), { _read: () => {} })
  await using there = await withConsole(console)
  console.destroy(new LodgeError('OPERATION_FAILED', 'it broke'))
  const [error] = await once(there.stream.resume(), 'error')
  expect(error).toMatchObject({ code: 'OPERATION_FAILED', message: 'operation failed: it broke' })
})

test('one that can not be opened leaves no connection behind', async () => {
  const failing = async () => {
    throw new LodgeError('OPERATION_INVALID', 'there is none')
  }
  await using there = await connected(hostWith({ console: failing }))
  const domain = await there.remote.domain('test')
  await expect(domain.console('serial9')).rejects.toMatchObject({ code: 'OPERATION_INVALID' })
  const [, second] = there.sockets
  while (!second?.destroyed) await setImmediate()
})

test('the end of the host is the end of its streams', async () => {
  const console = Object.assign(new Console(), { _read: () => {} })
  await using there = await withConsole(console)
  there.stream.on('error', () => {})
  const closed = once(there.stream, 'close').catch(() => {})
  there.sockets[0]?.destroy()
  await closed
  expect(there.stream.destroyed).toBe(true)
  while (!console.destroyed) await setImmediate()
})

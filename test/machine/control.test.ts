import { readdirSync, renameSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { DomainEvent } from '../../src/api/index.ts'
import { open } from '../../src/index.ts'
import { pc, Scratch } from './scratch.ts'

/** Between a QEMU and whoever speaks to it: it breaks the connection, and says what QEMU does not. */
class Between implements Disposable {
  readonly #server: Server
  readonly #clients = new Set<Socket>()

  /** In the place of the socket that QEMU listens at. */
  constructor(path: string) {
    const behind = `${path}.qemu`
    renameSync(path, behind)
    this.#server = createServer((client) => {
      const qemu = connect(behind)
      this.#clients.add(client)
      client.on('error', () => {}).on('close', () => void qemu.destroy())
      qemu.on('error', () => {}).on('close', () => void client.destroy())
      client.pipe(qemu)
      qemu.pipe(client)
    }).listen(path)
  }

  say(bytes: string): void {
    for (const client of this.#clients) client.write(bytes)
  }

  cut(): void {
    for (const client of this.#clients) client.destroy()
    this.#clients.clear()
  }

  [Symbol.dispose](): void {
    this.cut()
    this.#server.close()
  }
}

async function next(events: AsyncIterator<DomainEvent>, wanted: DomainEvent['event']): Promise<DomainEvent> {
  for (;;) {
    const { value, done } = await events.next()
    if (done) throw new Error(`the events ended before ${wanted}`)
    if (value.event === wanted) return value
  }
}

/** A guest that another host has started, reached through somebody between. */
async function withSomebodyBetween(scratch: Scratch) {
  const path = scratch.path('state')
  const first = await open({ root: path })
  ;(await first.create(pc({ name: 'far' }))).release()
  await first[Symbol.asyncDispose]()
  const guests = join(path, 'run/guests')
  const [folder = ''] = readdirSync(guests)
  const between = new Between(join(guests, folder, 'monitor.sock'))
  const host = await open({ root: path })
  await host.own()
  const guest = (await host.domain('far')).active()
  await expect.poll(() => guest.status()).toEqual({ state: 'running', reason: 'booted' })
  const end = async (): Promise<void> => {
    await host[Symbol.asyncDispose]()
    between[Symbol.dispose]()
  }
  return { between, host, guest, [Symbol.asyncDispose]: end }
}

for (const [what, breaks] of [
  ['is cut', (between) => between.cut()],
  ['says what is no JSON', (between) => between.say('\x00\xff}} this is not QEMU\n'.repeat(100))],
  ['says a line without end', (between) => between.say('['.repeat(64 << 20))],
] as [string, (between: Between) => void][]) {
  test(`a QEMU whose connection ${what} runs on: that is told of, and it is spoken to again`, async () => {
    await using scratch = await Scratch.make()
    await using far = await withSomebodyBetween(scratch)
    const { between, guest, host } = far
    const events = host.events()
    breaks(between)
    expect(await next(events, 'control-error')).toMatchObject({ domain: { name: 'far', id: guest.id } })
    await expect.poll(() => guest.status()).toEqual({ state: 'running', reason: 'booted' })
    await guest.pause()
    expect(await guest.status()).toEqual({ state: 'paused', reason: 'user' })
    await guest.destroy()
    expect(await guest.ended()).toEqual({ state: 'shutoff', reason: 'destroyed' })
  })
}

test('a QEMU that is killed has crashed, and no connection was lost', async () => {
  await using scratch = await Scratch.make()
  const guest = await scratch.host.create(pc())
  const events = scratch.host.events()
  process.kill(guest.pid, 'SIGKILL')
  expect(await guest.ended()).toMatchObject({ state: 'crashed' })
  const told: string[] = []
  await scratch.host[Symbol.asyncDispose]()
  for await (const { event } of events) told.push(event)
  expect(told).toContain('stopped')
  expect(told).not.toContain('control-error')
})

import { existsSync, readdirSync, rmSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { LodgeError } from '../../src/base/errors.ts'
import { LocalHost } from '../../src/driver/node/index.ts'
import { type Fault, heal, inject } from '../support/faulty-files.ts'
import { pc, Scratch } from './scratch.ts'

vi.mock('node:fs', async (load) =>
  (await import('../support/faulty-files.ts')).faulty(await load<typeof import('node:fs')>()),
)
vi.mock('node:child_process', async (load) =>
  (await import('../support/faulty-files.ts')).faulty(await load<typeof import('node:child_process')>()),
)

const faults: Fault[] = ['ENOSPC', 'EROFS', 'EMFILE', 'EIO']

/** Those of disks: what is in memory alone has none of them. */
const ofDisks: Fault[] = ['EROFS', 'EIO']

/** What a start makes for the time that the guest runs. */
function leftIn(scratch: Scratch): string[] {
  return ['status', 'guests'].flatMap((folder) => {
    const path = scratch.path(`state/run/${folder}`)
    return existsSync(path) ? readdirSync(path) : []
  })
}

function requireClear(error: unknown): void {
  if (!(error instanceof LodgeError)) throw error
  const { message, where, hint } = error
  expect({ message, where, hint }).toEqual({
    message: expect.stringMatching(/no space is left|read-only|too many open files|the disk fails|cannot run/),
    where: expect.stringContaining('/'),
    hint: expect.any(String),
  })
}

test.each(faults)('%s at any call of a start is told, leaves nothing, and the next start works', async (fault) => {
  await using scratch = await Scratch.make()
  const another = () => new LocalHost({ root: scratch.path('state'), warn: () => {} })
  {
    await using host = another()
    await host.define(pc())
  }
  for (let calls = 0, failed = true; failed; calls++) {
    // One that has looked at nothing yet.
    await using host = another()
    await host.own()
    const domain = await host.domain('pc')
    inject(fault, calls, ofDisks.includes(fault) ? { sparing: scratch.path('state/run') } : {})
    const error = await domain.start({ paused: true }).then(
      () => undefined,
      (error) => error,
    )
    failed = heal()
    if (error) {
      requireClear(error)
      expect(await domain.isActive()).toBe(false)
      await expect.poll(() => leftIn(scratch)).toEqual([])
      // An emulator that could not be looked at was killed, and may need a moment for that.
      await expect.poll(() => scratch.processes()).toEqual([])
    } else await domain.destroy()
  }
  await using host = another()
  const domain = await host.domain('pc')
  await domain.start({ paused: true })
  await domain.destroy()
})

test.each(faults)(
  '%s while guests are found again loses none of them, and keeps none from being started',
  async (fault) => {
    await using scratch = await Scratch.make()
    const root = scratch.path('state')
    const { pid } = await scratch.host.create(pc({ name: 'runs' }))
    await (await scratch.host.define(pc({ name: 'kept' }))).setAutostart(true)
    await scratch.host[Symbol.asyncDispose]()
    // Every fifth: each takes two daemons and a start.
    for (let calls = 0, failed = true; failed; calls += 5) {
      rmSync(scratch.path('state/lib/autostarted'), { force: true })
      {
        await using host = new LocalHost({ root, warn: () => {} })
        inject(fault, calls, ofDisks.includes(fault) ? { sparing: scratch.path('state/run') } : {})
        const error = await host
          .own()
          .then(() => host.startWithHost())
          .catch((error) => error)
        failed = heal()
        if (error) requireClear(error)
      }
      await using next = new LocalHost({ root, warn: (warning) => expect(warning).toBeUndefined() })
      await next.own()
      await next.startWithHost()
      const running = await next.domains({ active: true })
      // What could not be started with the host is started by hand then.
      if (!failed) expect(running.map(({ name }) => name).sort()).toEqual(['kept', 'runs'])
      expect((await next.domain('runs')).pid).toBe(pid)
      const kept = await next.domain('kept')
      if (!(await kept.isActive())) await kept.start({ paused: true })
      await kept.destroy()
    }
    await using host = new LocalHost({ root })
    await (await host.domain('runs')).destroy()
  },
)

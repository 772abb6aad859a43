import { existsSync, readdirSync } from 'node:fs'
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

test.each(faults)(
  '%s at any call of a start is told, leaves nothing, and the next start works',
  {
    timeout: 120_000,
  },
  async (fault) => {
    await using scratch = await Scratch.make()
    await using host = new LocalHost({ root: scratch.path('state'), warn: () => {} })
    await host.own()
    const domain = await host.define(pc())
    for (let calls = 0, failed = true; failed; calls++) {
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
        expect(scratch.processes()).toEqual([])
      } else await domain.destroy()
    }
    await domain.start({ paused: true })
    await domain.destroy()
  },
)

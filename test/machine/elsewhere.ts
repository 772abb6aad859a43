import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import type { GuestStatus } from '../../src/driver/domain/index.ts'
import { QmpClient } from '../../src/qmp.ts'
import type { Scratch } from './scratch.ts'

/** Runs a program in another process, with `host` at the same place; what it does not end stays when it is gone. */
export async function elsewhere(scratch: Scratch, work: string): Promise<void> {
  const script = `
    import { open } from ${JSON.stringify(new URL('../../src/index.ts', import.meta.url).href)}
    const host = await open({ root: ${JSON.stringify(scratch.path('state'))} })
    ${work}
    process.exit()`
  const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  expect(stderr).toBe('')
}

export const statusFile = (scratch: Scratch, name: string) => join(scratch.path('state/run/status'), `${name}.json`)

export function statusOf(scratch: Scratch, name: string): GuestStatus {
  return JSON.parse(readFileSync(statusFile(scratch, name), 'utf8'))
}

/** A word with a guest's QEMU while nobody of ours is there. */
export async function askQemu(scratch: Scratch, name: string, command: string): Promise<unknown> {
  await using monitor = QmpClient.at(statusOf(scratch, name).monitorSocket)
  await monitor.ready
  return await monitor.executeAny(command)
}

/** What QEMU says that it does, while nobody of ours is there. */
export async function runState(scratch: Scratch, name: string): Promise<unknown> {
  return ((await askQemu(scratch, name, 'query-status')) as { status: unknown }).status
}

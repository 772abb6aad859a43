import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { cpuTimeOf, describeProcess, identify, isAlive, startOf } from './process.ts'

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

test('a process is its number and its start', async () => {
  const child = spawn('sleep', ['60'])
  const identity = identify(child.pid ?? 0)
  if (!identity) throw new Error('sleep was not found')
  expect(isAlive(identity)).toBe(true)
  expect(isAlive({ ...identity, startTime: identity.startTime - 1 })).toBe(false)
  expect(isAlive({ ...identity, boot: 'an earlier one' })).toBe(false)
  child.kill()
  await ended(child)
  expect(isAlive(identity)).toBe(false)
  expect(describeProcess(identity.pid)).toBe('gone')
})

test('the CPU time of a process grows with what it does', () => {
  const end = process.cpuUsage().user + 50_000
  while (process.cpuUsage().user < end);
  const { user, system } = process.cpuUsage()
  expect(Math.abs(cpuTimeOf(process.pid) - (user + system) * 1000)).toBeLessThan(50_000_000)
  expect(cpuTimeOf(2 ** 30)).toBe(0)
})

test('a zombie is dead', async () => {
  // The shell's child ends at once; the sleep that the shell becomes never asks for it.
  const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [line] = await once(parent.stdout, 'data')
  const pid = Number(String(line).trim())
  await expect.poll(() => identify(pid)).toBeUndefined()
  parent.kill()
  await ended(parent)
})

test('this process is alive, number 0 is nobody', () => {
  expect(identify(process.pid)?.pid).toBe(process.pid)
  expect(identify(0)).toBeUndefined()
})

test('when a process has started is told by the clock on the wall', () => {
  const own = identify(process.pid)
  const began = Date.now() - process.uptime() * 1000
  // Node.js is itself a while in coming.
  expect(own && Math.abs(startOf(own) - began)).toBeLessThan(5000)
})

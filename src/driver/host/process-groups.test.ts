import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { ProcessGroup } from './process-groups.ts'
import { identify } from './system.ts'

/** A shell that leads a group and has a child in it; gives the child's number. */
async function startGroup() {
  const shell = spawn('sh', ['-c', 'sleep 60 & echo $!; wait'], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
  const [line] = await once(shell.stdout, 'data')
  return { leader: shell.pid, child: Number(String(line).trim()), ended: once(shell, 'exit') }
}

test('a group ends with all that it has started', async () => {
  const { leader, child, ended } = await startGroup()
  {
    using _ = new ProcessGroup(leader)
    expect(identify(child)).toBeDefined()
  }
  await ended
  await expect.poll(() => identify(child)).toBeUndefined()
  expect(process.listenerCount('SIGTERM')).toBe(0)
})

test('a signal that ends this process ends its groups first, and it ends as it would have', async () => {
  const { leader, child, ended } = await startGroup()
  const module = new URL('./process-groups.ts', import.meta.url).href
  const script = `const { ProcessGroup } = await import(${JSON.stringify(module)})
    new ProcessGroup(${leader})
    console.log('ready')
    setInterval(() => {}, 1000)`
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(holder.stdout, 'data')
  holder.kill('SIGTERM')
  expect(await once(holder, 'exit')).toEqual([null, 'SIGTERM'])
  await ended
  await expect.poll(() => identify(child)).toBeUndefined()
})

test('a group that is gone, or never was, is no trouble', () => {
  using _ = new ProcessGroup(undefined)
  using _gone = new ProcessGroup(2 ** 22 + 1)
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root } from '../rules/sources.ts'

const [enter, leave] = ['\x1b[?1049h', '\x1b[?1049l']

/** `lodge top` on a terminal that `script` makes. */
function top() {
  const folder = mkdtempSync(join(tmpdir(), 'lodge-top-'))
  const child = spawn('script', ['-qec', `${root}bin/lodge top --interval 1`, '/dev/null'], {
    env: { ...process.env, LODGE_ROOT: folder, NO_COLOR: '1' },
  })
  onTestFinished(() => {
    child.kill()
    rmSync(folder, { recursive: true, force: true })
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text
  })
  const shows = async (expected: string): Promise<void> => {
    while (!output.includes(expected)) await once(child.stdout, 'data')
  }
  return { child, shows, output: () => output }
}

test.skipIf(!existsSync('/usr/bin/script'))(
  'top takes the terminal, hears keys, and gives the terminal back',
  async () => {
    const { child, shows, output } = top()
    const ended = once(child, 'close')
    await shows('0 running')
    await shows('CPU▾')
    child.stdin.write('m')
    await shows('memory▾')
    child.stdin.write('q')
    expect((await ended)[0]).toBe(0)
    expect(output()).toContain(enter)
    expect(output().trimEnd().endsWith(leave)).toBe(true)
  },
)

test.skipIf(!existsSync('/usr/bin/script'))('so it does where Ctrl-C ends it', async () => {
  const { child, shows, output } = top()
  const ended = once(child, 'close')
  await shows('0 running')
  child.stdin.write('\x03')
  expect((await ended)[0]).toBe(0)
  expect(output().trimEnd().endsWith(leave)).toBe(true)
})

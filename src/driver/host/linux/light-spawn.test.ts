import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loadLibc } from './libc.ts'
import { type LightSpawn, spawning } from './light-spawn.ts'

/** RLIMIT_NOFILE */
const openFiles = 7

async function light(): Promise<LightSpawn> {
  return spawning(await loadLibc('to test needs'))
}

/** What a shell script has written to its descriptor 1, once it has ended. */
async function said(script: string, more: readonly number[] = [], environment = { PATH: process.env.PATH ?? '' }) {
  const folder = mkdtempSync(join(tmpdir(), 'lodge-spawn-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const out = openSync(join(folder, 'out'), 'w')
  const descriptors = [undefined, out, out, ...more]
  const child = (await light())({ program: 'sh', args: ['-c', script, 'it’s', ''], environment, descriptors })
  closeSync(out)
  const how = await child.ended
  return { pid: child.pid, how, text: readFileSync(join(folder, 'out'), 'utf8') }
}

test('a program has its words, its variables, a session of its own, and begins in the root folder', async () => {
  const { pid, how, text } = await said('echo "$0|$1|$#|$A|$(pwd)|$(cut -d" " -f6 /proc/self/stat)|$HOME"', [], {
    ...{ PATH: process.env.PATH ?? '', A: 'ä = b' },
  } as never)
  expect(text).toBe(`it’s||1|ä = b|/|${pid}|\n`)
  expect(how).toBe('exit status 0')
})

test('it has these descriptors in this order, and no others', async () => {
  const files = ['/proc/version', '/proc/uptime', '/proc/loadavg'].map((path) => openSync(path, 'r'))
  // Whatever their numbers are: one may be where another goes.
  for (const order of [files, files.toReversed()]) {
    const { text } = await said('exec ls -l /proc/self/fd', order)
    const links = [...text.matchAll(/ (\d+) -> (.*)/g)]
      .map(([, fd, path]) => [fd, path])
      .toSorted(([a], [b]) => Number(a) - Number(b))
    const names = order.map((fd) => ['/proc/version', '/proc/uptime', '/proc/loadavg'][files.indexOf(fd)])
    expect(links[0]).toEqual(['0', '/dev/null'])
    expect(links.slice(3, 6)).toEqual(names.map((name, at) => [String(at + 3), name]))
    expect(links.slice(6).filter(([, path]) => !/^\/proc\/\d+\/fd$/.test(path ?? ''))).toEqual([])
  }
  for (const each of files) closeSync(each)
})

test('where the child may have no more descriptors that is what is told', async () => {
  const [libc, spawn] = [await loadLibc('to test needs'), await light()]
  type Limit = (which: number, limits: BigUint64Array) => number
  const [get, set] = ['get', 'set'].map((verb) => libc.func<Limit>(`int ${verb}rlimit(int which, void *limits)`))
  const usual = new BigUint64Array(2)
  get?.(openFiles, usual)
  const file = openSync('/proc/version', 'r')
  set?.(openFiles, new BigUint64Array([BigInt(file + 1), usual[1] ?? 0n]))
  onTestFinished(() => {
    set?.(openFiles, usual)
    closeSync(file)
  })
  const starting = () => spawn({ program: '/bin/true', args: [], environment: {}, descriptors: [file, file, file] })
  expect(starting).toThrow(expect.objectContaining({ code: 'EMFILE' }))
})

test('signals that are ignored or held back here are not so there', async () => {
  const ignore = (): void => {}
  process.on('SIGHUP', ignore)
  onTestFinished(() => void process.off('SIGHUP', ignore))
  const { text } = await said('exec grep -E "^Sig(Blk|Ign)" /proc/self/status')
  expect(text).toMatch(/SigBlk:\t0{16}\nSigIgn:\t0{16}\n/)
})

test('how it ended is told, of each its own', async () => {
  const spawn = await light()
  const run = (script: string) =>
    spawn({ program: '/bin/sh', args: ['-c', script], environment: {}, descriptors: [undefined, undefined, undefined] })
  const children = [run('exit 7'), run('kill -9 $$'), run('exec sleep 60'), run('exit 0')]
  expect(await Promise.all([children[0], children[1], children[3]].map((child) => child?.ended))).toEqual([
    ...['exit status 7', 'signal SIGKILL', 'exit status 0'],
  ])
  children[2]?.kill('SIGTERM')
  expect(await children[2]?.ended).toBe('signal SIGTERM')
  expect(() => children[2]?.kill('SIGTERM')).not.toThrow()
})

test('what is no program is said', async () => {
  const spawn = await light()
  const missing = { program: '/nonexistent', args: [], environment: {}, descriptors: [undefined] }
  expect(() => spawn(missing)).toThrow(
    expect.objectContaining({ code: 'ENOENT', message: 'no such file or directory' }),
  )
})

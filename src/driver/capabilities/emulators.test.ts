import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Paths } from '../host/paths.ts'
import { EmulatorFacts, probeBinary } from './index.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lodge-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function program(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, `#!${text}`)
  chmodSync(path, 0o755)
  return path
}

/** Stands in for a QEMU of nearly no abilities, and counts how often it is run. */
function pretendedQemu(): string {
  return program(
    'qemu-system-x86_64',
    `${process.execPath}
const answers = {
  'query-version': { qemu: { major: 9, minor: 1, micro: 0 }, package: '' },
  'query-target': { arch: 'x86_64' }, 'query-qmp-schema': [], 'qom-list-types': [{ name: 'tcg-accel' }],
  'query-machines': [], qmp_capabilities: {},
}
require('fs').appendFileSync(${JSON.stringify(join(folder, 'runs'))}, process.argv.slice(2).join(' ') + '\\n')
console.log(JSON.stringify({ QMP: {} }))
require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { execute, id } = JSON.parse(line)
  const reply = answers[execute]
  console.log(JSON.stringify(reply ? { return: reply, id } : { error: { class: 'CommandNotFound', desc: 'no' }, id }))
})
`,
  )
}

const runs = () => readFileSync(join(folder, 'runs'), 'utf8').trim().split('\n')

describe('the cache', () => {
  test('a binary is asked once, by this process and by the next', async () => {
    const binary = pretendedQemu()
    const paths = new Paths({ root: folder })
    const first = new EmulatorFacts(paths, () => false)
    const [one, two] = await Promise.all([first.of(binary), first.of(binary)])
    expect(one.facts.version.major).toBe(9)
    expect(two).toBe(one)
    expect((await new EmulatorFacts(paths, () => false).of(binary)).facts).toEqual(one.facts)
    expect(runs()).toEqual(['-S -no-user-config -nodefaults -display none -machine none,accel=tcg -qmp stdio'])
    expect(statSync(paths.facts(binary)).mode & 0o777).toBe(0o600)
  })

  test('a changed binary, or KVM that came or went, is another question', async () => {
    const binary = pretendedQemu()
    const paths = new Paths({ root: folder })
    await new EmulatorFacts(paths, () => false).of(binary)
    utimesSync(binary, 1, 1)
    await new EmulatorFacts(paths, () => false).of(binary)
    await new EmulatorFacts(paths, () => true).of(binary)
    expect(runs().map((line) => /accel=(\S+)/.exec(line)?.[1])).toEqual(['tcg', 'tcg', 'kvm:tcg'])
  })

  test.each(['', '{', 'null', '{"stamp":null}', '[]'])('a broken cache file is as none: %s', async (text) => {
    const binary = pretendedQemu()
    const paths = new Paths({ root: folder })
    await new EmulatorFacts(paths, () => false).of(binary)
    writeFileSync(paths.facts(binary), text)
    expect(new EmulatorFacts(paths, () => false).remembered(binary)).toBeUndefined()
    await new EmulatorFacts(paths, () => false).of(binary)
    expect(runs()).toHaveLength(2)
    expect(readdirSync(join(folder, 'cache', 'qemu'))).toHaveLength(1)
  })

  test('a cache that cannot be written is no failure', async () => {
    const binary = pretendedQemu()
    writeFileSync(join(folder, 'cache'), 'a file where a folder should be')
    const build = await new EmulatorFacts(new Paths({ root: folder }), () => false).of(binary)
    expect(build.facts.target).toBe('x86_64')
  })
})

describe('what is not a good QEMU', () => {
  /** Those that would never come to an end are waited for no longer. */
  const short = 500

  test.each([
    ['ends at once', '/bin/sh\nexit 0', /ended with status 0/],
    ['dies with words', '/bin/sh\necho "libfoo.so.1: no such file" >&2\nexit 127', /status 127; it said: libfoo/],
    ['is killed', '/bin/sh\nkill -SEGV $$', /killed by SIGSEGV/],
    ['echoes', '/bin/cat', /status 1/],
    ['talks nonsense', '/bin/sh\necho Usage: foo\nsleep 60', /not JSON: Usage/],
    ['says nothing', '/bin/sh\nsleep 60', /not answered everything within 500 ms/, short],
    ['stops in the middle', `/bin/sh\necho '{"QMP":{}}'\nsleep 60`, /not answered everything within 500 ms/, short],
  ] as [string, string, RegExp, number?][])('it %s', async (_, text, expected, timeout = 60_000) => {
    const binary = program('qemu', `${text}\n`)
    const error = await probeBinary(binary, { kvm: false, timeout }).catch((error) => error)
    expect(error.message).toMatch(expected)
    expect(error).toMatchObject({ where: binary, hint: expect.stringContaining('is it QEMU?') })
    expect(processesNaming(binary)).toEqual([])
  })

  test('it fails when it is asked again without KVM', async () => {
    const binary = program(
      'qemu',
      `/bin/sh
case "$*" in *accel=tcg*) echo 'invalid accelerator tcg' >&2; exit 1;; esac
answer() { printf '%s\\r\\n' "$1"; }
answer '{"QMP":{}}'
while read -r line; do
  id=\${line##*\\"id\\":}; id=\${id%?}
  case "$line" in
    *query-version*) answer '{"return":{"qemu":{"major":9,"minor":1,"micro":0},"package":""},"id":'$id'}' ;;
    *query-target*) answer '{"return":{"arch":"x86_64"},"id":'$id'}' ;;
    *query-kvm*) answer '{"return":{"enabled":true,"present":true},"id":'$id'}' ;;
    *qom-list-types*) answer '{"return":[{"name":"tcg-accel"}],"id":'$id'}' ;;
    *expansion*) answer '{"error":{"class":"GenericError","desc":"no"},"id":'$id'}' ;;
    *) answer '{"return":[],"id":'$id'}' ;;
  esac
done
`,
    )
    await expect(probeBinary(binary, { kvm: true, timeout: 60_000 })).rejects.toThrow(
      /it said: invalid accelerator tcg$/,
    )
  })

  test('it is not there, it is not a program', async () => {
    const paths = new Paths({ root: folder })
    const facts = new EmulatorFacts(paths, () => false)
    await expect(facts.of(join(folder, 'qemu'))).rejects.toThrow(/there is no emulator at/)
    writeFileSync(join(folder, 'qemu'), 'text')
    await expect(facts.of(join(folder, 'qemu'))).rejects.toThrow(/could not be run: .*EACCES/)
  })

  test('one failure does not keep the others from answering', async () => {
    const good = pretendedQemu()
    const bad = program('bad', '/bin/false\n')
    const answers = await new EmulatorFacts(new Paths({ root: folder }), () => false).ofAll([bad, good])
    expect(answers.get(bad)).toMatchObject({ code: 'INTERNAL_ERROR' })
    expect(answers.get(good)).toMatchObject({ binary: good })
  })
})

function processesNaming(path: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(path)
      } catch {
        return false
      }
    })
}

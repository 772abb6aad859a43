import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { lodge as run } from '../../../test/support/command.ts'
import type { Host } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import { verbs } from './verbs/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'lodge-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const lodge = (words: string[], host: Partial<Host> = {}) => run(words, { host })

describe('the command line', () => {
  it('serves until a signal comes', async () => {
    expect(await lodge(['serve', '--root', '/tmp/x'])).toEqual({
      code: 0,
      out: "listening: virsh -c 'qemu:///system?socket=/tmp/x/socket' list",
      err: '',
      shown: '',
    })
  })

  it('shows its version and its help', async () => {
    expect(await lodge(['--version'])).toMatchObject({ code: 0, out: '1.2.3', err: '' })
    const help = await lodge(['--help'])
    expect(help.code).toBe(0)
    for (const name of Object.keys(verbs)) expect(help.out).toContain(`\n  ${name} `)
  })

  it.each(Object.keys(verbs))('%s --help has an example', async (name) => {
    const help = await lodge([name, '--help'])
    expect(help.code).toBe(0)
    expect(help.out).toMatch(/\nExample: .*lodge /)
  })

  it.each([
    [[], 'Usage: lodge', ''],
    [['chek'], "unknown verb 'chek'", 'did you mean check?'],
    [['help', 'machine'], "unknown verb 'machine'", 'did you mean machines?'],
    [['run', '--detch', 'x'], "unknown option '--detch'", 'did you mean --detach?'],
    [['run'], "missing required argument 'file'", 'lodge run --help'],
    [['run', 'a', 'b'], 'too many arguments', 'lodge run --help'],
    [['completion', 'tcsh'], "unknown shell 'tcsh'", 'bash, zsh, fish'],
  ])('%j is a usage error', async (words, message, hint) => {
    const { code, out, err } = await lodge(words)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
    expect(err).toContain(hint)
  })

  it('writes errors as JSON where JSON was asked for', async () => {
    const { code, err } = await lodge(['host', '--json'], {
      capabilities: async () => {
        throw new LodgeError('SYSTEM_ERROR', 'no luck', { where: '/dev/kvm', hint: 'try again' })
      },
    })
    expect(code).toBe(1)
    expect(JSON.parse(err)).toEqual({
      error: { code: 'SYSTEM_ERROR', number: 38, message: 'no luck', where: '/dev/kvm', hint: 'try again' },
    })
  })

  it('shows the machine in words, as data and as XML', async () => {
    const host: Partial<Host> = {
      capabilities: async () => ({ arch: 'x86_64', kvm: { usable: true }, emulators: [] }),
      hostname: async () => 'box',
      nodeInfo: async () => ({
        ...{ model: 'x86_64', memory: 2 ** 21, cpus: 4, mhz: 2000 },
        ...{ nodes: 1, sockets: 1, cores: 2, threads: 2 },
      }),
      memoryStats: async () => ({ total: 2 ** 21, free: 2 ** 20 }),
      capabilitiesXml: async () => '<capabilities/>\n',
    }
    const { out } = await lodge(['host'], host)
    expect(out).toContain('CPUs          4 at 2000 MHz: 1 NUMA cell × 1 socket × 2 cores × 2 threads\n')
    expect(out).toContain('memory        2.0 GiB, of which 1.0 are free\n')
    expect(JSON.parse((await lodge(['host', '--json'], host)).out)).toMatchObject({
      hostname: 'box',
      node: { mhz: 2000 },
    })
    expect((await lodge(['host', '--xml'], host)).out).toBe('<capabilities/>')
  })

  it('says what, where and what to do', async () => {
    const { code, err } = await lodge(['check', join(folder, 'nosuch.xml')])
    expect(code).toBe(1)
    expect(err).toMatch(/^lodge: cannot read the definition: ENOENT.*\n {2}at .*nosuch\.xml\n {2}hint: give the path/)
  })
})

describe('check', () => {
  const xml = file('bad.xml', '<domain>\n  <devices>\n    <dsk/>\n  </devices>\n</domain>\n')
  const check: Host['check'] = async () => [
    {
      level: 'error',
      code: 'XML_ERROR',
      message: "unknown element 'dsk'",
      position: { line: 3, column: 5 },
      nearest: 'disk',
    },
  ]

  it('shows the place, the line with a caret, and the nearest name', async () => {
    const { code, out } = await lodge(['check', xml], { check })
    expect(code).toBe(3)
    expect(out).toBe(
      `${xml}:3:5: error: unknown element 'dsk'\n   3 |     <dsk/>\n     |     ^^^^\n   hint: did you mean 'disk'?`,
    )
  })

  it('gives the same as JSON', async () => {
    const { code, out } = await lodge(['check', '--json', xml], { check })
    expect(code).toBe(3)
    expect(JSON.parse(out)).toMatchObject([{ file: xml, problems: [{ level: 'error', nearest: 'disk' }] }])
  })

  it('ends well where there are warnings only', async () => {
    const warning = { level: 'warning', code: 'XML_ERROR', message: 'odd' } as const
    expect((await lodge(['check', xml], { check: async () => [warning] })).code).toBe(0)
  })
})

import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { pc } from '../machine/scratch.ts'
import { Daemon, virshMissing } from './virsh.ts'

const missing =
  virshMissing ??
  (spawnSync('virt-top', ['--version']).error ? 'there is no virt-top here (Debian 13: virt-top)' : undefined)

describe.skipIf(missing)(`virt-top${missing ? `: ${missing}` : ''}`, () => {
  test('sees what runs, and what it uses', async () => {
    await using daemon = await Daemon.start()
    for (const name of ['guest', 'other']) {
      const file = join(daemon.folder, `${name}.xml`)
      writeFileSync(file, pc({ name }))
      await daemon.virsh('define', file)
    }
    await daemon.virsh('start', 'guest')
    const file = join(daemon.folder, 'top.csv')
    await daemon.tool('virt-top', '--script', '--csv', file, '-d', '1', '-n', '2')
    const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n')
    const names = head.split(',')
    const last = lines.at(-1)?.split(',') ?? []
    const told = Object.fromEntries(names.map((name, index) => [name, last[index]]))
    expect(told).toMatchObject({ Count: '2', Active: '1', Inactive: '1', 'Domain ID': '1', 'Domain name': 'guest' })
    expect(told['Total guest memory (KB)']).toBe('65536')
    expect(told['CPU (ns)']).toMatch(/^\d+\.$/)
  })
})

import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { pc, Scratch } from './scratch.ts'

const nobody = 65534
const skipped = process.getuid?.() === 0 ? undefined : 'only root can run QEMU as another user'

/** A host whose guests run as nobody, in a folder that nobody can pass through. */
async function confining(conf: object = { user: 'nobody' }): Promise<Scratch> {
  const scratch = await Scratch.make()
  chmodSync(scratch.folder, 0o711)
  mkdirSync(scratch.path('state'), { mode: 0o711 })
  mkdirSync(scratch.path('state/etc'))
  writeFileSync(scratch.path('state/etc/qemu.json'), JSON.stringify(conf))
  return scratch
}

function statusOf(pid: number): Record<string, string> {
  const lines = readFileSync(`/proc/${pid}/status`, 'utf8').trim().split('\n')
  return Object.fromEntries(lines.map((line) => line.split(/:\s*/, 2) as [string, string]))
}

const ownerOf = (path: string): string => `${statSync(path).uid}:${statSync(path).gid}`

describe.skipIf(skipped)('QEMU as another user', { timeout: 60_000 }, () => {
  test('has no rights but its own files, and gives them back', async () => {
    await using scratch = await confining()
    const disk = scratch.disk('disk.img', { says: '', next: 'halts' })
    chmodSync(disk, 0o600)
    await using guest = await scratch.host.create(pc({ disk }))
    const status = statusOf(guest.pid)
    expect(status).toMatchObject({ NoNewPrivs: '1', Seccomp: '2', CapEff: '0'.repeat(16), CapBnd: '0'.repeat(16) })
    expect(status.Uid).toBe([nobody, nobody, nobody, nobody].join('\t'))
    expect(status.Gid).toBe([nobody, nobody, nobody, nobody].join('\t'))
    expect(status.Umask).toBe('0077')
    expect(readFileSync(`/proc/${guest.pid}/limits`, 'utf8')).toMatch(/Max core file size\s+0\s+0/)
    expect(ownerOf(disk)).toBe(`${nobody}:${nobody}`)
    const xml = await guest.xml()
    expect(xml).toContain(`<seclabel type='dynamic' model='dac' relabel='yes'>
    <label>+${nobody}:+${nobody}</label>
    <imagelabel>+${nobody}:+${nobody}</imagelabel>
  </seclabel>`)
    expect(await guest.xml({ inactive: true })).not.toContain('seclabel')
    await guest.destroy()
    expect(ownerOf(disk)).toBe('0:0')
    expect(readdirSync(scratch.path('state/lib/owners'))).toEqual([])
  })
})

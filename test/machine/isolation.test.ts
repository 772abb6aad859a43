import { chmodSync, existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Cgroup } from '../../src/driver/host/system.ts'
import { open } from '../../src/index.ts'
import { confining, nobody, onlyRoot } from './confining.ts'
import { pc } from './scratch.ts'

function statusOf(pid: number): Record<string, string> {
  const lines = readFileSync(`/proc/${pid}/status`, 'utf8').trim().split('\n')
  return Object.fromEntries(lines.map((line) => line.split(/:\s*/, 2) as [string, string]))
}

const ownerOf = (path: string): string => `${statSync(path).uid}:${statSync(path).gid}`

describe.skipIf(onlyRoot)('QEMU as another user (only root can start one)', () => {
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
    expect(await guest.security.labels()).toEqual([{ label: `+${nobody}:+${nobody}`, enforcing: false }])
    await guest.destroy()
    expect(ownerOf(disk)).toBe('0:0')
    expect(readdirSync(scratch.path('state/lib/owners'))).toEqual([])
  })
  test('inherits what the plan lists and nothing else', async () => {
    await using scratch = await confining()
    await using guest = await scratch.host.create(pc(), { paused: true })
    const log = scratch.path('state/log/pc.log')
    const inherited = readdirSync(`/proc/${guest.pid}/fd`)
      .map((fd) => [Number(fd), readlinkSync(`/proc/${guest.pid}/fd/${fd}`)] as const)
      .filter(([fd]) => fd <= 3)
    expect(inherited.map(([, target]) => target.replace(/\[\d+\]/, '[N]'))).toEqual([
      '/dev/null',
      log,
      log,
      'socket:[N]',
    ])
    const foreign = readdirSync(`/proc/${guest.pid}/fd`)
      .map((fd) => readlinkSync(`/proc/${guest.pid}/fd/${fd}`))
      .filter((target) => target.startsWith('/') && !/^\/(dev|memfd:)/.test(target) && target !== log)
    expect(foreign).toEqual([])
  })

  test('a guest whose host has died gives its disk back to the next', async () => {
    await using scratch = await confining()
    const disk = scratch.disk('disk.img', { says: '', next: 'halts' })
    const first = await open({ root: scratch.path('state') })
    const guest = await first.create(pc({ disk }))
    guest.release()
    await first[Symbol.asyncDispose]()
    const ended = scratch.host.domain('pc').then((found) => found.ended())
    process.kill(guest.pid, 'SIGKILL')
    await ended
    await scratch.host.domains()
    expect(ownerOf(disk)).toBe('0:0')
  })

  test('a user of its own, given by its definition', async () => {
    await using scratch = await confining({})
    const disk = scratch.disk('disk.img', { says: '', next: 'halts' })
    const label = "<seclabel type='static' model='dac' relabel='yes'><label>nobody:+65533</label></seclabel>"
    await using guest = await scratch.host.create(pc({ disk }).replace('</domain>', `${label}</domain>`))
    expect(statusOf(guest.pid).Gid).toBe([65533, 65533, 65533, 65533].join('\t'))
    expect(ownerOf(disk)).toBe(`${nobody}:65533`)
    expect(await guest.xml()).toContain("<seclabel type='static' model='dac' relabel='yes'>")
    expect(await guest.security.labels()).toEqual([{ label: `+${nobody}:+65533`, enforcing: false }])
    await guest.destroy()
    expect(await guest.security.labels()).toEqual([])
  })

  test('is what the host tells of guests that say nothing of it', async () => {
    await using scratch = await confining({ user: 'nobody', group: '+65533' })
    const label = `+${nobody}:+65533`
    const baselabels = [
      { type: 'kvm', label },
      { type: 'qemu', label },
    ]
    expect(await scratch.host.securityModels()).toEqual([{ model: 'dac', doi: '0', baselabels }])
    expect(await scratch.host.capabilitiesXml()).toContain(`<baselabel type='kvm'>${label}</baselabel>`)
  })

  test('is told without them where the configuration is wrong, which fails starts alone', async () => {
    await using scratch = await confining({ user: 'nobody', nope: 1 })
    expect(await scratch.host.securityModels()).toEqual([{ model: 'dac', doi: '0', baselabels: [] }])
    await expect(scratch.host.create(pc())).rejects.toMatchObject({ code: 'INVALID_ARG' })
  })

  test('a disk that two guests share goes back with the last', async () => {
    await using scratch = await confining()
    const disk = scratch.disk('disk.img', { says: '', next: 'halts' })
    const shared = (name: string): string => pc({ name, disk }).replace('<target', '<shareable/><target')
    await using one = await scratch.host.create(shared('one'))
    await using two = await scratch.host.create(shared('two'))
    await one.destroy()
    expect(ownerOf(disk)).toBe(`${nobody}:${nobody}`)
    await two.destroy()
    expect(ownerOf(disk)).toBe('0:0')
  })

  test('secrets are nowhere where others can read them', async () => {
    await using scratch = await confining()
    const secret = 'planted12'
    const devices = `<graphics type='vnc' autoport='yes' passwd='${secret}'/>`
    await using guest = await scratch.host.create(pc({ devices }))
    const seen = (path: string): boolean => readFileSync(path).includes(secret)
    expect(['cmdline', 'environ'].filter((file) => seen(`/proc/${guest.pid}/${file}`))).toEqual([])
    expect(await guest.xml()).not.toContain(secret)
    expect(await guest.xml({ secure: true })).toContain(secret)
    const files = readdirSync(scratch.path('state'), { recursive: true, withFileTypes: true }).filter((each) =>
      each.isFile(),
    )
    const holders = files.map(({ parentPath, name }) => `${parentPath}/${name}`).filter(seen)
    expect(holders.map((path) => path.slice(scratch.path('state').length))).toEqual(['/run/status/pc.json'])
    expect(statSync(holders[0] ?? '').mode & 0o777).toBe(0o600)
    expect(statSync(scratch.path('state/run/status')).mode & 0o777).toBe(0o700)
    const folder = scratch.path('state/run/guests/domain-1-pc')
    expect([statSync(folder).mode & 0o777, ownerOf(folder)]).toEqual([0o700, `${nobody}:${nobody}`])
    const key = `${folder}/master-key.aes`
    expect([statSync(key).mode & 0o777, ownerOf(key)]).toEqual([0o600, `${nobody}:${nobody}`])
  })

  test('its control group has its limits and goes with it', async (context) => {
    await using scratch = await confining()
    const more = "<cputune><shares>300</shares></cputune><memtune><hard_limit unit='MiB'>2000</hard_limit></memtune>"
    const guest = await scratch.host.create(pc({ more })).catch((error) => error)
    context.skip(Boolean(guest.message?.includes('keeps no control groups')), 'no groups can be made here')
    const group = Cgroup.of(guest.pid)
    expect(group?.read('cpu.shares') ?? group?.read('cpu.weight')).toBe('300')
    expect(group?.read('memory.limit_in_bytes') ?? group?.read('memory.max')).toBe(String(2000 * 2 ** 20))
    await guest.destroy()
    expect(group?.folders.filter((folder) => existsSync(folder))).toEqual([])
  })
  test('limits of a guest that runs are changed in its group', async (context) => {
    await using scratch = await confining()
    await using guest = await scratch.host.create(pc())
    context.skip(!Cgroup.of(guest.pid), 'no groups can be made here')
    await guest.settings.setScheduler({ shares: 700, global_period: 50_000, global_quota: 25_000 }, { live: true })
    const now = { shares: 700, global_period: 50_000, global_quota: 25_000 }
    expect(await guest.settings.scheduler({ live: true })).toMatchObject(now)
    expect(await guest.xml()).toContain('<shares>700</shares>')
    await guest.settings.setMemoryLimits({ hard_limit: 1_000_000 }, { live: true })
    expect(await guest.settings.memoryLimits()).toMatchObject({ hard_limit: 1_000_000 })
    await guest.settings.setMemoryLimits({ hard_limit: 'none' }, { live: true })
    expect(await guest.settings.memoryLimits()).toMatchObject({ hard_limit: 'none' })
    await expect(guest.settings.setScheduler({ quota: 5000 }, { live: true })).rejects.toThrow(/single threads/)
  })
  test('each virtual CPU has its own time, and the rest of QEMU has another', async (context) => {
    await using scratch = await confining()
    const times = '<period>20000</period><quota>10000</quota><emulator_quota>50000</emulator_quota>'
    const xml = pc({ more: `<cputune>${times}</cputune>` }).replace('<os>', '<vcpu>2</vcpu><os>')
    await using guest = await scratch.host.create(xml)
    const group = Cgroup.of(guest.pid)
    context.skip(!group, 'no groups can be made here')
    const parts = ['vcpu0', 'vcpu1', 'emulator'].map(
      (part) => (group?.read(`${part}/cpu.cfs_quota_us`) ?? group?.read(`${part}/cpu.max`))?.split(' ')[0],
    )
    expect(parts).toEqual(['10000', '10000', '50000'])
    const threads = (part: string) => group?.read(`${part}/tasks`) ?? group?.read(`${part}/cgroup.threads`)
    expect(threads('vcpu0')).toMatch(/^\d+$/)
    expect(threads('emulator')?.split('\n')).toContain(String(guest.pid))
    await guest.destroy()
    expect(group?.folders.filter((folder) => existsSync(folder))).toEqual([])
  })
})

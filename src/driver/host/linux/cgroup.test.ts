import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { Cgroup, removeCgroup, sweepCgroups } from './cgroup.ts'
import { cgroupMounts } from './cgroup-mounts.ts'

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** Files that look like the kernel's, for trees that this machine doesn't have: a fake, which takes everything. */
function fakeTree(mounts: string, files: Record<string, string> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'lodge-fake-cgroups-'))
  folders.push(root)
  for (const [path, text] of Object.entries({ '/proc/self/mounts': mounts, ...files })) {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

const unified = 'cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid,nodev,noexec,relatime 0 0\n'

describe('one tree for all, a fake', () => {
  const make = (): { root: string; group: Cgroup; own: string } => {
    const root = fakeTree(unified, { '/sys/fs/cgroup/cgroup.controllers': 'cpuset cpu io memory pids\n' })
    const group = Cgroup.make('/machine', '0-domain-1-web', cgroupMounts(root))
    if (!group) throw new Error('it was not made')
    return { root, group, own: join(root, 'sys/fs/cgroup/machine/lodge-0-domain-1-web') }
  }

  test('each group above hands on the controllers', () => {
    const { root, group, own } = make()
    expect(group.folders).toEqual([own])
    for (const above of ['', 'machine'])
      expect(readFileSync(join(root, 'sys/fs/cgroup', above, 'cgroup.subtree_control'), 'utf8')).toBe(
        '+cpu +memory +io',
      )
  })

  test('limits are written in its words', async () => {
    const { group, own } = make()
    const limits = ['cpu.weight', 'cpu.max', 'memory.max', 'memory.high', 'memory.swap.max', 'io.weight', 'io.max']
    for (const file of limits) writeFileSync(join(own, file), '')
    group.set({ cpuShares: 200, cpuQuota: 50_000, memoryHardLimit: 2048, memorySoftLimit: 1024, swapHardLimit: 3072 })
    group.set({ blkioWeight: 300, blkioDevices: [{ device: '8:0', writeIops: 100 }] })
    await group.enter(7)
    const values = limits.map((file) => group.read(file))
    expect(values).toEqual(['200', '50000 100000', '2097152', '1048576', '1048576', 'default 300', '8:0 wiops=100'])
    expect(readFileSync(join(own, 'cgroup.procs'), 'utf8')).toBe('7')
    group.set({ cpuQuota: -1, cpuPeriod: 10_000 })
    expect(group.read('cpu.max')).toBe('max 10000')
  })

  test('a limit that the kernel does not have is refused', () => {
    const { group } = make()
    expect(() => group.set({ cpuShares: 200 })).toThrow(/this kernel has no cpu.weight in /)
  })

  test("a guest's group is found by its process, and nobody else's is taken for one", () => {
    const { root, own } = make()
    for (const [pid, path] of Object.entries({ 7: '/machine/lodge-0-domain-1-web', 8: '/user.slice' })) {
      mkdirSync(join(root, 'proc', pid))
      writeFileSync(join(root, 'proc', pid, 'cgroup'), `0::${path}\n`)
    }
    expect(Cgroup.of(7, root)?.folders).toEqual([own])
    expect(Cgroup.of(8, root)).toBeUndefined()
  })
})

test('a tree that may only be read is none', () => {
  const root = fakeTree(unified.replace('rw', 'ro'), { '/sys/fs/cgroup/cgroup.controllers': 'cpu' })
  expect(Cgroup.make('/machine', 'x', cgroupMounts(root))).toBeUndefined()
})

test('what is left over goes once it is old', () => {
  const root = fakeTree(unified, { '/sys/fs/cgroup/cgroup.controllers': 'cpu' })
  const machine = join(root, 'sys/fs/cgroup/machine')
  for (const name of ['lodge-new', 'other']) mkdirSync(join(machine, name), { recursive: true })
  utimesSync(join(machine, 'other'), 0, 0)
  sweepCgroups('/machine', cgroupMounts(root))
  expect(['lodge-new', 'other'].map((name) => existsSync(join(machine, name)))).toEqual([true, true])
})

const mounts = cgroupMounts()
const first = process.getuid?.() === 0 ? Cgroup.make('/machine', `test-${process.pid}-0`, mounts) : undefined
removeCgroup(first?.folders ?? [])

describe.skipIf(!first)(
  "this machine's own groups (only root may make them, where they are mounted for writing)",
  () => {
    test('a process is moved, limited and leaves nothing', async () => {
      const group = Cgroup.make('/machine', `test-${process.pid}-1`, mounts)
      const child = spawn('sleep', ['60'])
      try {
        await group?.enter(child.pid ?? 0)
        const found = Cgroup.of(child.pid ?? 0)
        expect(found?.folders.toSorted()).toEqual(group?.folders.toSorted())
        found?.set({ cpuShares: 500, cpuPeriod: 20_000, cpuQuota: 10_000 })
        expect([group?.read('cpu.shares') ?? group?.read('cpu.weight')]).toEqual(['500'])
        expect(group?.read('cpu.cfs_quota_us') ?? group?.read('cpu.max')).toMatch(/^10000/)
        expect(() => found?.set({ cpuPeriod: 1 })).toThrow(/the kernel does not take '1/)
      } finally {
        child.kill('SIGKILL')
        await once(child, 'exit')
        removeCgroup(group?.folders ?? [])
      }
      expect(group?.folders.filter(existsSync)).toEqual([])
    })
  },
)

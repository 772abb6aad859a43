import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { type CgroupLimits, cgroupWrites } from '../../src/driver/host/linux/cgroup-limits.ts'
import { agentInitrd, agentMissing, ext4Disk, linuxPc, Shell } from '../support/linux-guest.ts'
import { Scratch } from './scratch.ts'

/** A Linux that has one tree for all controllers, whatever this one has. */
async function unifiedTree(scratch: Scratch): Promise<AsyncDisposable & { shell: Shell }> {
  const disk = ext4Disk(scratch.path('disk.img'))
  const devices = `<disk type='file'><source file='${disk}'/><target dev='vda' bus='virtio'/></disk>`
  const xml = linuxPc({ name: 'lodger', initrd: agentInitrd(scratch.folder), devices })
  const guest = await scratch.host.create(xml, { paused: true })
  const console = (await guest.console()) as Duplex
  const shell = new Shell(console)
  await guest.resume()
  await shell.ready()
  await shell.run('mkdir /groups; mount -t cgroup2 none /groups; cd /groups; mkdir -p machine/web')
  for (const above of ['.', 'machine']) await put(shell, `${above}/cgroup.subtree_control`, '+cpu +memory +io')
  const end = async (): Promise<void> => {
    console.destroy()
    await guest.destroy()
  }
  return { shell, [Symbol.asyncDispose]: end }
}

/** Writes as the kernel wants it, in one piece; what it has against that. */
async function put(shell: Shell, file: string, value: string): Promise<void> {
  expect(await shell.run(`echo '${value}' 2>&1 >${file}`), `${value} in ${file}`).toBe('')
}

test("the kernel's one tree takes the limits that are written", async (context) => {
  context.skip(agentMissing !== undefined, agentMissing)
  await using scratch = await Scratch.make()
  await using tree = await unifiedTree(scratch)
  const { shell } = tree
  const device = await shell.run('cat /sys/block/vda/dev')
  const set = async (limits: CgroupLimits): Promise<void> => {
    for (const { files, value } of cgroupWrites(limits, 2)) {
      const there = await shell.run(`ls machine/web | grep -E '^(${files.join('|')})$'`)
      const file = files.find((each) => there.split(/\s+/).includes(each))
      // A scheduler of I/O that knows weights is a matter of the kernel's build.
      if (file === undefined) expect(files).toContain('io.weight')
      else await put(shell, `machine/web/${file}`, value)
    }
  }
  const read = (file: string) => shell.run(`cat machine/web/${file}`)
  await set({ cpuShares: 200, cpuPeriod: 50_000, cpuQuota: 25_000 })
  expect([await read('cpu.weight'), await read('cpu.max')]).toEqual(['200', '25000 50000'])
  await set({ cpuQuota: -1, cpuPeriod: 10_000 })
  expect(await read('cpu.max')).toBe('max 10000')
  await set({ memoryHardLimit: 65_536, memorySoftLimit: 32_768, swapHardLimit: 131_072 })
  expect([await read('memory.max'), await read('memory.high')]).toEqual(['67108864', '33554432'])
  await set({ memoryHardLimit: Number.POSITIVE_INFINITY, memorySoftLimit: Number.POSITIVE_INFINITY })
  expect([await read('memory.max'), await read('memory.high')]).toEqual(['max', 'max'])
  await set({ blkioWeight: 300, blkioDevices: [{ device, readBytes: 1 << 20, writeIops: 100 }] })
  expect(await read('io.max')).toBe(`${device} rbps=1048576 wbps=max riops=max wiops=100`)
  await set({ blkioDevices: [{ device, readBytes: 0, writeIops: 0 }] })
  expect(await read('io.max')).toBe('')
})

test('a part of a group in it holds threads and their time', async (context) => {
  context.skip(agentMissing !== undefined, agentMissing)
  await using scratch = await Scratch.make()
  await using tree = await unifiedTree(scratch)
  const { shell } = tree
  await shell.run('sleep 1000 & echo $! >/tmp/pid')
  await shell.run('cat /tmp/pid >machine/web/cgroup.procs; mkdir machine/web/vcpu0')
  await put(shell, 'machine/web/vcpu0/cgroup.type', 'threaded')
  await put(shell, 'machine/web/cgroup.subtree_control', '+cpu')
  await put(shell, 'machine/web/vcpu0/cpu.max', '25000 50000')
  expect(await shell.run('cat /tmp/pid >machine/web/vcpu0/cgroup.threads; cat machine/web/vcpu0/cgroup.threads')).toBe(
    await shell.run('cat /tmp/pid'),
  )
  expect(await shell.run('cat machine/web/cgroup.procs')).toBe(await shell.run('cat /tmp/pid'))
})

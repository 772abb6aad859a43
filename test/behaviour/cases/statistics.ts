import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { pc } from '../../machine/scratch.ts'
import type { Case } from '../face.ts'
import { bootable, defined, freshName } from '../guests.ts'

const devices = "<interface type='user'/><disk type='file' device='cdrom'><target dev='hdc' bus='ide'/></disk>"
const more = '<iothreads>2</iothreads>'

export const statistics: Case[] = [
  {
    name: 'statistics of a guest that runs',
    async run(opened) {
      const xml = bootable(opened, { says: 'Ready.', next: 'halts' }, { devices, more })
      await using domain = await opened.host.create(xml)
      const record = await domain.statistics.read()
      expect(record).toMatchObject({
        state: { state: 'running', reason: 'booted' },
        balloon: { current: 65536, maximum: 65536 },
        vcpu: { current: 1, maximum: 1, vcpus: [{ number: 0, state: 'running' }] },
        interface: { count: 1, interfaces: [] },
        block: [{ name: 'vda', capacity: 512 * 1024 }, { name: 'hdc' }],
        iothread: expect.arrayContaining([expect.objectContaining({ number: 1 })]),
        dirtyRate: { status: 'unstarted', mode: 'page-sampling' },
      })
      expect(record.cpu?.time).toBeGreaterThan(0)
      expect(record.block?.[0]?.readRequests).toBeGreaterThanOrEqual(0)
      expect(Object.keys(await domain.statistics.read({ groups: ['state', 'vcpu'] })).sort()).toEqual(['state', 'vcpu'])
    },
  },
  {
    name: 'one thing at a time',
    async run(opened) {
      const xml = bootable(opened, { says: 'Ready.', next: 'halts' }, { devices, more })
      await using domain = await opened.host.create(xml)
      const { statistics, job } = domain
      expect(await statistics.memory()).toMatchObject({ current: 65536, rss: expect.any(Number) })
      expect(await statistics.disk('vda')).toMatchObject({ writeRequests: 0, flushRequests: 0 })
      expect((await statistics.disk()).readBytes).toBeGreaterThanOrEqual(0)
      await expect(statistics.disk('vdz')).rejects.toMatchObject({ code: 'INVALID_ARG' })
      expect(await statistics.image('vda')).toMatchObject({ capacity: 512 * 1024, physical: 512 * 1024 })
      await expect(statistics.image('hdc')).rejects.toMatchObject({ code: 'INVALID_ARG' })
      await expect(statistics.interface('nowhere0')).rejects.toMatchObject({ code: 'INVALID_ARG' })
      expect(await statistics.diskErrors()).toEqual([])
      const [vcpu] = await statistics.vcpus()
      expect(vcpu).toMatchObject({ number: 0, state: 'running' })
      expect(vcpu?.cpus.length).toBeGreaterThan(0)
      expect((await statistics.iothreads()).map(({ number }) => number).sort()).toEqual([1, 2])
      expect(await statistics.vcpuCpus()).toHaveLength(1)
      expect((await statistics.emulatorCpus()).length).toBeGreaterThan(0)
      expect(await job.info()).toEqual({ type: 'none' })
      expect(await job.completed()).toEqual({ type: 'none' })
      await expect(job.abort()).rejects.toMatchObject({ code: 'OPERATION_INVALID' })
    },
  },
  {
    name: 'CPU time of all of a guest',
    async run({ host }) {
      await using domain = await host.create(pc({ name: freshName() }))
      const { time, user, system } = await domain.statistics.cpu()
      expect(time).toBe(user + system)
      expect(time).toBeGreaterThan(0)
    },
  },
  {
    name: 'the dirty rate, once it has been counted',
    async run({ host }) {
      await using domain = await host.create(pc({ name: freshName() }))
      const rate = async () => (await domain.statistics.read({ groups: ['dirtyRate'] })).dirtyRate
      await expect(domain.statistics.startDirtyRate(100)).rejects.toMatchObject({ code: 'CONFIG_UNSUPPORTED' })
      await domain.statistics.startDirtyRate(1)
      await expect.poll(async () => (await rate())?.status, { timeout: 20_000 }).toBe('measured')
      expect(await rate()).toMatchObject({ seconds: 1, rate: expect.any(Number) })
    },
  },
  {
    name: 'how often the balloon looks into the guest',
    async run({ host }) {
      const balloon = "<memballoon model='virtio'><stats period='7'/></memballoon>"
      const xml = pc({ name: freshName() }).replace("<memballoon model='none'/>", balloon)
      await using domain = await host.create(xml)
      const argument = { path: '/machine/peripheral/balloon0', property: 'guest-stats-polling-interval' }
      expect(await domain.monitorCommand('qom-get', argument)).toBe(7)
      await domain.statistics.setMemoryPeriod(3, { live: true })
      expect(await domain.monitorCommand('qom-get', argument)).toBe(3)
      expect(await domain.xml()).toContain("<stats period='3'/>")
      expect((await domain.statistics.memory()).lastUpdate).toBe(0)
    },
  },
  {
    name: 'what a disk and the memory hold',
    async run(opened) {
      const xml = bootable(opened, { says: 'Ready.', next: 'halts' })
      await using domain = await opened.host.create(xml, { paused: true })
      const sector = await domain.statistics.peekDisk('vda', { offset: 510, size: 2 })
      expect([...sector]).toEqual([0x55, 0xaa])
      // The reset vector of a PC is a far jump.
      const reset = await domain.statistics.peekMemory({ offset: 0xffff0, size: 1 })
      expect([...reset]).toEqual([0xea])
    },
  },
  {
    name: 'statistics of a domain that does not run',
    async run(opened) {
      const image = join(opened.folder, `${freshName()}.img`)
      writeFileSync(image, Buffer.alloc(4096), { mode: 0o666 })
      await using held = await defined(opened, pc({ name: freshName(), disk: image, more }))
      const { statistics } = held.domain
      expect(await statistics.read({ groups: ['state', 'balloon', 'vcpu', 'block'] })).toMatchObject({
        state: { state: 'shutoff' },
        balloon: { current: 65536, maximum: 65536 },
        vcpu: { current: 1, maximum: 1, vcpus: [] },
        block: [{ name: 'vda', path: image, capacity: 4096, physical: 4096 }],
      })
      expect(await statistics.image('vda')).toMatchObject({ capacity: 4096, physical: 4096 })
      expect(await statistics.iothreads()).toHaveLength(2)
      for (const ask of [
        () => statistics.memory(),
        () => statistics.disk('vda'),
        () => statistics.vcpus(),
        () => statistics.cpu(),
      ]) {
        await expect(ask()).rejects.toMatchObject({ code: 'OPERATION_INVALID' })
      }
      await expect(held.domain.job.info()).rejects.toMatchObject({ code: 'OPERATION_INVALID' })
    },
  },
  {
    name: 'what the kernel does to keep equal pages once',
    async run({ host }) {
      expect(await host.pageMerging()).toMatchObject({ pagesToScan: expect.any(Number), fullScans: expect.any(Number) })
    },
  },
]

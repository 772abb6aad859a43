import { hostname } from 'node:os'
import { expect } from 'vitest'
import { pc } from '../../machine/scratch.ts'
import type { Case } from '../face.ts'
import { freshName } from '../guests.ts'

export const machine: Case[] = [
  {
    name: 'the machine itself',
    async run({ host }) {
      const [info, map, cpu, memory] = [
        await host.nodeInfo(),
        await host.cpuMap(),
        await host.cpuStats(),
        await host.memoryStats(),
      ]
      expect(info.model).toBe('x86_64')
      expect(map.online.length).toBe(info.cpus)
      expect(map.present).toEqual(expect.arrayContaining(map.online))
      expect(Math.min(cpu.user, cpu.system, cpu.idle)).toBeGreaterThan(0)
      expect(memory.total).toBeGreaterThan(memory.free)
      expect(Object.keys(memory).sort()).toEqual(['buffers', 'cached', 'free', 'total'])
      expect((await host.cpuStats(map.online[0])).user).toBeLessThanOrEqual((await host.cpuStats()).user)
      expect(await host.freeMemory()).toBeGreaterThan(0)
      expect((await host.cellsFreeMemory()).map(({ cell }) => cell)).toEqual([0])
      expect(await host.hostname()).toBe(hostname())
      expect((await host.freePages()).map(({ kib }) => kib)).toContain(4)
    },
  },
  {
    name: 'what guests the machine can run',
    async run({ host }) {
      const { arch, emulators } = await host.capabilities()
      expect(arch).toBe('x86_64')
      expect(emulators.flatMap(({ archs }) => archs)).toContain('x86_64')
      expect(emulators.find(({ archs }) => archs.includes('x86_64'))?.accelerators).toContain('qemu')
      expect((await host.versions()).qemu).toMatch(/^\d+\.\d+\.\d+$/)
      const { machines, emulator } = await host.machines('x86_64')
      expect(emulator).toMatch(/qemu-system-x86_64$/)
      expect(machines.filter((each) => each.default).map(({ alias }) => alias)).toEqual(['pc'])
      expect(machines.find(({ alias }) => alias === 'q35')?.maxCpus).toBeGreaterThan(200)
      await expect(host.machines('vax')).rejects.toMatchObject({ name: 'LodgeError' })
      expect(await host.capabilitiesXml()).toContain('<capabilities>')
      expect(await host.domainCapabilitiesXml({ machine: 'q35' })).toMatch(/<machine>pc-q35-/)
      expect(await host.cpuModels('x86_64')).toContain('Haswell')
    },
  },
  {
    name: 'what keeps guests apart',
    async run({ host }) {
      const models = await host.securityModels()
      expect(models).toMatchObject([{ model: process.geteuid?.() === 0 ? expect.any(String) : 'none', doi: '0' }])
      await using guest = await host.create(pc({ name: freshName() }), { paused: true })
      const labels = await guest.security.labels()
      const form = models[0]?.model === 'dac' ? /^\+\d+:\+\d+$/ : /^$/
      expect(labels).toEqual([{ label: expect.stringMatching(form), enforcing: false }])
      await guest.destroy()
    },
  },
  {
    name: 'CPUs are compared',
    async run({ host }) {
      const cpu = "<cpu mode='custom' match='exact'><model fallback='forbid'>Haswell</model></cpu>"
      const choice = { arch: 'x86_64', type: 'qemu' }
      for (const found of [await host.compareCpu(cpu), await host.compareCpu(cpu, choice)]) {
        expect(['superset', 'identical', 'incompatible']).toContain(found)
      }
      expect(await host.baselineCpu(['<cpu><arch>x86_64</arch><model>Haswell</model></cpu>'])).toContain('<model')
    },
  },
]

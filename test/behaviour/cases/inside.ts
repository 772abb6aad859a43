import type { Duplex } from 'node:stream'
import { expect } from 'vitest'
import { hear, pc } from '../../machine/scratch.ts'
import type { Case } from '../face.ts'
import { bootable, freshName } from '../guests.ts'

export const inside: Case[] = [
  {
    name: 'a console passes bytes both ways',
    async run(opened) {
      const xml = bootable(opened, { says: 'Ready.', next: 'echoes' })
      await using domain = await opened.host.create(xml, { paused: true })
      const console = (await domain.console()) as Duplex
      const ready = hear(console, /Ready\./)
      await domain.resume()
      await ready
      const back = hear(console, /and back/)
      console.write('there and back')
      expect(await back).toContain('there and back')
      const closed = new Promise((resolve) => console.once('close', resolve))
      console.destroy()
      await closed
      const again = (await domain.console('serial0')) as Duplex
      const echo = hear(again, /once more/)
      again.write('once more')
      await echo
      const end = new Promise((resolve) => again.once('close', resolve))
      again.resume()
      await domain.destroy()
      await end
    },
  },
  {
    name: 'a console that is not there is refused',
    async run({ host }) {
      await using domain = await host.create(pc({ name: freshName() }), { paused: true })
      await expect(domain.console('serial7')).rejects.toMatchObject({ name: 'LodgeError' })
    },
  },
  {
    name: "the emulator's own protocol",
    async run({ host }) {
      await using domain = await host.create(pc({ name: freshName() }), { paused: true })
      expect(await domain.monitorCommand('query-name')).toEqual({ name: domain.name })
      expect(await domain.monitorCommand('qom-get', { path: '/machine', property: 'type' })).toMatch(/machine$/)
      await expect(domain.monitorCommand('no-such-command')).rejects.toMatchObject({
        ...{ code: 'OPERATION_FAILED', data: { errorClass: 'CommandNotFound' } },
      })
    },
  },
  {
    name: "the emulators' own words",
    async run({ host }) {
      const events = host.monitorEvents()
      await using domain = await host.create(pc({ name: freshName() }), { paused: true })
      await domain.resume()
      for (;;) {
        const { value, done } = await events.next()
        if (done || (value.domain.name === domain.name && value.name === 'RESUME')) {
          expect(value).toMatchObject({ domain: { uuid: domain.uuid, id: domain.id }, data: {} })
          break
        }
      }
      await events.return?.()
    },
  },
  {
    name: 'what only the machine knows of a run',
    async run({ host }) {
      await using domain = await host.create(pc({ name: freshName() }), { paused: true })
      const { pid, commandLine } = await domain.emulator()
      expect(() => process.kill(pid, 0)).not.toThrow()
      expect(commandLine[0]).toMatch(/qemu-system-x86_64$/)
      expect(await domain.logFile()).toMatch(/\.log$/)
    },
  },
]

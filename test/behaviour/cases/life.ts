import { existsSync } from 'node:fs'
import { expect } from 'vitest'
import type { MessageKind } from '../../../src/api/index.ts'
import { pc } from '../../machine/scratch.ts'
import type { Case } from '../face.ts'
import { bootable, defined, freshName, heard, stateOf } from '../guests.ts'

export const life: Case[] = [
  {
    name: 'a domain is started, paused, resumed and destroyed',
    async run(opened) {
      const name = freshName()
      await using it = await defined(opened, pc({ name }))
      const events = opened.host.events()
      await expect(it.domain.control()).rejects.toMatchObject({ code: 'OPERATION_INVALID' })
      const active = await it.domain.start()
      await expect.poll(() => active.control(), { timeout: 20_000 }).toMatchObject({ state: 'ok', age: 0 })
      const { id } = active
      expect(id).toBeGreaterThan(0)
      expect(await stateOf(active)).toBe('running (booted)')
      await active.pause()
      expect(await stateOf(active)).toBe('paused (user)')
      await active.resume()
      expect(await stateOf(active)).toBe('running (unpaused)')
      expect((await active.info()).cpuTime).toBeGreaterThan(0)
      const ended = active.ended()
      await active.destroy()
      expect(await ended).toEqual({ state: 'shutoff', reason: 'destroyed' })
      expect(await stateOf(it.domain)).toBe('shutoff (destroyed)')
      expect(it.domain.id).toBeUndefined()
      const said = await heard(events, { name, last: 'stopped destroyed' })
      // Whether the first moments of a guest's CPUs are told of differs, and libvirt's events may come after what came after them.
      expect(said.filter((each) => each !== 'resumed unpaused' && each !== 'defined added')).toEqual([
        ...['started booted', 'suspended paused', 'shutdown host', 'stopped destroyed'],
      ])
      await events.return?.()
      const again = await it.domain.start({ paused: true })
      expect(again.id).toBeGreaterThan(id)
    },
  },
  {
    name: 'what a domain has said is removed with its end where that is wished',
    async run(opened) {
      await using it = await defined(opened, pc({ name: freshName() }))
      const active = await it.domain.start()
      const log = await active.logFile()
      expect(log === undefined || existsSync(log)).toBe(true)
      await active.destroy({ graceful: true, removeLogs: true })
      expect(await stateOf(it.domain)).toBe('shutoff (destroyed)')
      expect(log !== undefined && existsSync(log)).toBe(false)
    },
  },
  {
    name: 'what is to be said of a run',
    async run(opened) {
      await using it = await defined(opened, pc({ name: freshName() }))
      expect(await it.domain.messages()).toEqual([])
      const active = await it.domain.start()
      // As whom it runs is the host's choice.
      const said = async (...kinds: MessageKind[]): Promise<string[]> =>
        (await active.messages(kinds)).filter((text) => !text.includes('elevated privileges'))
      expect(await said()).toEqual([])
      await active.monitorCommand('query-status')
      const tainted = ['tainted: custom monitor control commands issued']
      expect([await said(), await said('tainting'), await said('deprecation')]).toEqual([tainted, tainted, []])
      await active.destroy()
      expect(await it.domain.messages()).toEqual([])
    },
  },
  {
    name: 'a transient domain is gone when it ends',
    async run({ host }) {
      const name = freshName()
      await using domain = await host.create(pc({ name }))
      expect([await domain.isActive(), await domain.isPersistent()]).toEqual([true, false])
      const events = domain.events()
      await domain.destroy()
      expect(await domain.ended()).toEqual({ state: 'shutoff', reason: 'destroyed' })
      expect(await stateOf(domain)).toBe('shutoff (destroyed)')
      await expect(host.domain(name)).rejects.toMatchObject({ code: 'NO_DOMAIN' })
      const said: string[] = []
      for await (const { event } of events) said.push(event)
      expect(said.at(-1)).toBe('stopped')
    },
  },
  {
    name: 'a transient domain that is defined stays',
    async run({ host }) {
      await using domain = await host.create(pc({ name: freshName() }), { paused: true })
      const kept = await host.define(await domain.xml({ inactive: true }))
      expect([kept.uuid, await domain.isPersistent(), await kept.isActive()]).toEqual([domain.uuid, true, true])
      await domain.destroy()
      expect(await stateOf(kept)).toBe('shutoff (destroyed)')
      await kept.undefine()
    },
  },
  {
    name: 'what a handle has created ends with it, unless it was released',
    async run({ host }) {
      const name = freshName()
      {
        await using _ = await host.create(pc({ name }), { paused: true })
        await using found = await host.domain(name)
        expect(await found.isActive()).toBe(true)
      }
      await expect(host.domain(name)).rejects.toMatchObject({ code: 'NO_DOMAIN' })
      {
        await using released = await host.create(pc({ name }), { paused: true })
        released.release()
      }
      await (await host.domain(name)).destroy()
    },
  },
  {
    name: 'what can not be done now is refused',
    async run(opened) {
      const { host } = opened
      const name = freshName()
      await using it = await defined(opened, pc({ name }))
      const { domain } = it
      for (const work of [
        () => domain.pause(),
        () => domain.resume(),
        () => domain.reset(),
        () => domain.shutdown(),
        () => domain.destroy(),
      ]) {
        await expect(work()).rejects.toMatchObject({ code: 'OPERATION_INVALID' })
      }
      expect(() => domain.active()).toThrow('not running')
      const active = await domain.start()
      await expect(domain.start()).rejects.toMatchObject({ code: 'OPERATION_INVALID' })
      await expect(active.shutdown({ timeout: 50 })).rejects.toMatchObject({ code: 'OPERATION_TIMEOUT' })
      for (const nobody of ['nobody', 99_999, '00000000-0000-4000-8000-000000000000']) {
        await expect(host.domain(nobody)).rejects.toMatchObject({ code: 'NO_DOMAIN' })
      }
    },
  },
  {
    name: 'a guest that ends by itself is seen',
    async run(opened) {
      const xml = bootable(opened, { says: '', next: 'resets' }, { more: '<on_reboot>destroy</on_reboot>' })
      await using domain = await opened.host.create(xml)
      expect(await domain.ended()).toEqual({ state: 'shutoff', reason: 'shutdown' })
    },
  },
  {
    name: 'many calls at once are all answered',
    async run(opened) {
      await using it = await defined(opened, pc({ name: freshName() }))
      const { domain } = it
      const answers = await Promise.all(
        Array.from({ length: 100 }, () => Promise.all([domain.status(), domain.info()])),
      )
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    },
  },
]

import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { pc } from '../../machine/scratch.ts'
import type { Case } from '../face.ts'
import { defined, freshName, heard, stateOf } from '../guests.ts'

export const definitions: Case[] = [
  {
    name: 'a definition is kept, found, changed and forgotten',
    async run(opened) {
      const { host } = opened
      const name = freshName()
      const events = host.events()
      const domain = await host.define(pc({ name }))
      expect(domain).toMatchObject({ name, id: undefined })
      expect(await stateOf(domain)).toBe('shutoff (unknown)')
      expect([await domain.isActive(), await domain.isPersistent()]).toEqual([false, true])
      for (const key of [name, domain.uuid]) expect((await host.domain(key)).uuid).toBe(domain.uuid)
      expect((await host.domains()).map((each) => each.name)).toContain(name)
      expect(await domain.xml()).toContain(`<uuid>${domain.uuid}</uuid>`)
      const larger = (await domain.xml()).replaceAll('65536', '131072')
      expect((await host.define(larger)).uuid).toBe(domain.uuid)
      expect(await domain.info()).toEqual({
        ...{ osType: 'hvm', maxMemory: 131_072, memory: 131_072, maxVcpus: 1, vcpus: 1, cpuTime: 0 },
      })
      await domain.undefine()
      await expect(host.domain(name)).rejects.toMatchObject({ code: 'NO_DOMAIN' })
      expect([await domain.isActive(), await domain.isPersistent()]).toEqual([false, false])
      await expect(domain.xml()).rejects.toMatchObject({ code: 'NO_DOMAIN' })
      await expect(domain.undefine()).rejects.toMatchObject({ code: 'NO_DOMAIN' })
      expect(await heard(events, { name, last: 'undefined removed' })).toEqual([
        'defined added',
        'defined updated',
        'undefined removed',
      ])
      await events.return?.()
    },
  },
  {
    name: 'domains are listed by what they are',
    async run(opened) {
      const { host } = opened
      const [still, running, transient] = [freshName(), freshName(), freshName()]
      await using _ = await defined(opened, pc({ name: still }))
      await using second = await defined(opened, pc({ name: running }))
      await second.domain.start({ paused: true })
      await using third = await host.create(pc({ name: transient }), { paused: true })
      await second.domain.setAutostart(true)
      const names = async (filter: Parameters<typeof host.domains>[0]): Promise<string[]> =>
        (await host.domains(filter)).map(({ name }) => name).sort()
      expect(await names({})).toEqual([still, running, transient].sort())
      expect(await names({ active: true })).toEqual([running, transient].sort())
      expect(await names({ active: false })).toEqual([still])
      expect(await names({ persistent: false })).toEqual([transient])
      expect(await names({ persistent: true, active: true })).toEqual([running])
      expect(await names({ autostart: true })).toEqual([running])
      expect(await host.domain(third.id)).toMatchObject({ name: transient, uuid: third.uuid, id: third.id })
      expect([await second.domain.autostart(), await _.domain.autostart()]).toEqual([true, false])
      await second.domain.setAutostart(false)
      expect(await names({ autostart: true })).toEqual([])
    },
  },
  {
    name: "the firmware's variables begin anew where that is asked for",
    async run(opened) {
      // The file is replaced, by whoever runs emulators.
      const folder = join(opened.folder, 'firmware')
      mkdirSync(folder)
      chmodSync(folder, 0o777)
      const file = (name: string, fill: number): string => {
        const path = join(folder, name)
        writeFileSync(path, new Uint8Array(64 << 10).fill(fill))
        chmodSync(path, 0o666)
        return path
      }
      const [code, template, variables] = [file('code.fd', 0), file('template.fd', 1), file('variables.fd', 2)]
      const os = `<loader readonly='yes' type='pflash'>${code}</loader><nvram template='${template}'>${variables}</nvram>`
      await using it = await defined(opened, pc({ name: freshName(), os }))
      const started = async (options: { resetNvram?: boolean }): Promise<number | undefined> => {
        await (await it.domain.start({ ...options, paused: true })).destroy()
        return readFileSync(variables)[0]
      }
      expect([await started({}), await started({ resetNvram: true })]).toEqual([2, 1])
      await it.domain.undefine({ nvram: 'keep' })
    },
  },
  {
    name: 'a name and a UUID belong together',
    async run(opened) {
      const { host } = opened
      const name = freshName()
      await using first = await defined(opened, pc({ name }))
      const others = (await first.domain.xml()).replace(/<uuid>[^<]*/, '<uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809')
      await expect(host.define(others)).rejects.toMatchObject({ code: 'OPERATION_FAILED' })
      const renamed = (await first.domain.xml()).replace(`<name>${name}<`, `<name>${freshName()}<`)
      await expect(host.define(renamed)).rejects.toMatchObject({ code: 'OPERATION_FAILED' })
    },
  },
  {
    name: 'a definition that is wrong is refused',
    async run({ host }) {
      const wrong = pc({ name: freshName() }).replace('64</memory>', 'much</memory>')
      for (const work of [() => host.define(wrong), () => host.create(wrong), () => host.commandLine(wrong)]) {
        await expect(work()).rejects.toMatchObject({ code: 'XML_ERROR' })
      }
      await expect(host.define('<domain', { file: 'guest.xml' })).rejects.toMatchObject({
        ...{ code: 'XML_DETAIL', where: 'guest.xml' },
      })
      expect(await host.check(wrong)).toMatchObject([{ level: 'error', code: 'XML_ERROR' }])
      expect(await host.check(pc({ name: freshName() }))).toEqual([])
    },
  },
  {
    name: 'everything that is wrong with a definition is said',
    async run({ host }) {
      const wrong = pc({ name: freshName(), more: '<vcpu>many</vcpu><on_crash>run</on_crash>' })
      const found = await host.check(wrong, { file: 'guest.xml' })
      expect(found.map(({ code, position }) => [code, position?.line])).toEqual([
        ['XML_ERROR', 5],
        ['XML_ERROR', 5],
      ])
    },
  },
  {
    name: 'a definition is completed without being kept',
    async run({ host }) {
      const name = freshName()
      expect(await host.completedXml(pc({ name }))).toMatch(/<controller type='pci' index='0' model='pci-root'/)
      await expect(host.domain(name)).rejects.toMatchObject({ code: 'NO_DOMAIN' })
    },
  },
  {
    name: 'the command line that a definition comes to',
    async run({ host }) {
      const name = freshName()
      const [program, ...options] = await host.commandLine(pc({ name }))
      expect(program?.option).toMatch(/qemu-system-x86_64$/)
      expect(options.find(({ option }) => option === '-name')?.value).toContain(`guest=${name}`)
      expect(options.find(({ option }) => option === '-no-user-config')).toEqual({ option: '-no-user-config' })
      expect(options.find(({ option }) => option === '-m')?.value).toMatch(/^(size=65536k|64)$/)
    },
  },
  {
    name: 'a definition gets another name',
    async run(opened) {
      await using it = await defined(opened, pc({ name: freshName() }))
      const before = it.domain.name
      const renamed = await it.domain.rename(freshName())
      expect(renamed.uuid).toBe(it.domain.uuid)
      expect(await renamed.xml()).toContain(`<name>${renamed.name}</name>`)
      await expect(opened.host.domain(before)).rejects.toMatchObject({ code: 'NO_DOMAIN' })
      await renamed.undefine()
    },
  },
  {
    name: 'metadata is kept beside the definition',
    async run(opened) {
      await using it = await defined(opened, pc({ name: freshName() }))
      const { metadata } = it.domain
      expect([await metadata.title(), await metadata.description()]).toEqual([undefined, undefined])
      await metadata.setTitle('A title')
      await metadata.setDescription('words\nin lines')
      const uri = 'http://example.org/tool'
      await metadata.setElement(uri, { key: 'tool', xml: "<note kind='x'/>" })
      expect([await metadata.title(), await metadata.description()]).toEqual(['A title', 'words\nin lines'])
      expect(await metadata.element(uri)).toMatch(/kind=.x./)
      await metadata.setTitle(undefined)
      await metadata.setElement(uri, undefined)
      expect([await metadata.title(), await metadata.element(uri)]).toEqual([undefined, undefined])
      expect(await it.domain.xml()).toContain('<description>words')
    },
  },
]

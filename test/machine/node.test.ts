import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Element } from '../../src/formats/xml/declare.ts'
import { readXml } from '../../src/formats/xml/reader.ts'
import { Reading } from '../../src/formats/xml/reading.ts'
import type { XmlElement } from '../../src/formats/xml/tree.ts'
import { writeXml } from '../../src/formats/xml/writer.ts'
import { domainCapabilitiesElement } from '../../src/model/capabilities/domain/xml.ts'
import { capabilitiesElement } from '../../src/model/capabilities/xml.ts'
import { Libvirtd } from '../support/libvirtd.ts'
import { Scratch } from './scratch.ts'

let scratch: Scratch
let peer: Libvirtd | undefined
let emulators: string[] = []
/** Whose words are compared one by one; another release has others. */
const release = '9.0.'
let version = ''
beforeAll(async () => {
  scratch = await Scratch.make()
  const all = (await scratch.host.capabilities()).emulators
  const wanted = ['x86_64', 'aarch64', 'ppc64', 's390x', 'riscv64'].map((arch) => `/usr/bin/qemu-system-${arch}`)
  emulators = wanted.filter((path) => all.some((each) => each.path === path && !each.error))
  if (Libvirtd.missing !== undefined) return
  peer = await Libvirtd.start(emulators)
  version = await peer.virsh('--version')
})
afterAll(async () => {
  await peer?.[Symbol.asyncDispose]()
  await scratch[Symbol.asyncDispose]()
})

const child = (from: XmlElement | undefined, ...path: string[]) =>
  path.reduce((at, name) => at?.children.find((each) => each.name === name), from)
const all = (from: XmlElement | undefined, name: string) => from?.children.filter((each) => each.name === name) ?? []
const attribute = (of: XmlElement | undefined, name: string) => of?.attributes.get(name)?.value
const without = <T>(list: readonly T[], others: readonly T[]) => list.filter((each) => !others.includes(each))

/** `name: value` lines as virsh prints them. */
function table(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/^(.+?) *: +(.+)$/gm)].map(([, name = '', value = '']) => [name, value]))
}

describe('this machine', () => {
  test('is what libvirt says it is', async (context) => {
    if (!peer) return context.skip(Libvirtd.missing)
    const { host } = scratch
    const info = await host.nodeInfo()
    const theirs = table(await peer.virsh('nodeinfo'))
    expect({
      ...{ 'CPU model': info.model, 'CPU(s)': `${info.cpus}`, 'CPU socket(s)': `${info.sockets}` },
      ...{ 'Core(s) per socket': `${info.cores}`, 'Thread(s) per core': `${info.threads}` },
      'NUMA cell(s)': `${info.nodes}`,
    }).toEqual(Object.fromEntries(Object.entries(theirs).filter(([name]) => !/frequency|Memory/.test(name))))
    // memory may be plugged in meanwhile, and clocks change
    expect(info.memory / Number.parseInt(theirs['Memory size'] ?? '', 10)).toBeCloseTo(1, 0)
    expect(await host.hostname()).toBe((await peer.virsh('hostname')).trim().split('.')[0])
    const map = await host.cpuMap()
    expect(table(await peer.virsh('nodecpumap'))).toMatchObject({
      'CPUs present': `${map.present.length}`,
      'CPUs online': `${map.online.length}`,
    })
    const { qemu } = await host.versions()
    expect(await peer.virsh('version')).toContain(`Running hypervisor: QEMU ${qemu}`)
  })

  test('has done and holds what libvirt says', async (context) => {
    if (!peer) return context.skip(Libvirtd.missing)
    const { host } = scratch
    for (const cpu of [undefined, 0]) {
      const before = await host.cpuStats(cpu)
      const theirs = table(await peer.virsh('nodecpustats', ...(cpu === undefined ? [] : ['--cpu', `${cpu}`])))
      const after = await host.cpuStats(cpu)
      for (const name of ['user', 'system', 'idle'] as const) {
        expect(Number(theirs[name])).toBeGreaterThanOrEqual(before[name])
        expect(Number(theirs[name])).toBeLessThanOrEqual(after[name])
      }
    }
    const memory = await host.memoryStats()
    const theirs = table(await peer.virsh('nodememstats'))
    expect(Object.keys(theirs)).toEqual(Object.keys(memory))
    const cells = await host.cellsFreeMemory()
    expect(Object.keys(table(await peer.virsh('freecell', '--all'))).length).toBe(cells.length + 1)
    expect(await host.freeMemory()).toBeGreaterThan(0)
    const pages = await host.freePages()
    const sizes = [...(await peer.virsh('freepages', '--all')).matchAll(/^(\d+)KiB:/gm)].map(([, size]) => Number(size))
    expect(pages.map(({ kib }) => kib)).toEqual(sizes)
  })

  test('refuses CPUs and cells that are not there', async () => {
    const { host } = scratch
    await expect(host.cpuStats(16_000)).rejects.toMatchObject({ code: 'INVALID_ARG' })
    await expect(host.memoryStats(16_000)).rejects.toMatchObject({ code: 'INVALID_ARG' })
    await expect(host.freePages(16_000)).rejects.toMatchObject({ code: 'INVALID_ARG' })
  })
})

describe('CPUs', () => {
  test("the machine's own is identical to itself, and its own baseline", async (context) => {
    const { host } = scratch
    const text = await host.capabilitiesXml()
    const own = text.slice(text.indexOf('<cpu>'), text.indexOf('</cpu>') + '</cpu>'.length)
    const { model } = await host.nodeInfo()
    if (model !== 'x86_64') {
      await expect(host.compareCpu(own)).rejects.toMatchObject({ code: 'NO_SUPPORT' })
      return context.skip(`what makes up a CPU is not known of ${model}`)
    }
    expect(await host.compareCpu(own)).toBe('identical')
    expect(await host.compareCpu("<cpu><feature name='fpu'/></cpu>")).toBe('superset')
    const names = await host.cpuModels(model)
    for (const choice of [{}, { arch: model }]) {
      const [, name] = /<model fallback='forbid'>(.+)</.exec(await host.baselineCpu([own], choice)) ?? []
      expect(names).toContain(name)
    }
    const fewest = await host.compareCpu("<cpu><feature name='fpu'/></cpu>", { arch: model, type: 'qemu' })
    expect(fewest).toBe('superset')
  })

  test.each([
    [{ arch: 'z80' }, 'INVALID_ARG'],
    [{ emulator: 'qemu-system-x86_64' }, 'INVALID_ARG'],
    [{ emulator: '/nowhere/qemu' }, 'CONFIG_UNSUPPORTED'],
    [{ type: 'kqemu' }, 'INVALID_ARG'],
    [{ machine: 'pdp11' }, 'INVALID_ARG'],
  ])('a choice of %j is refused', async (choice, code) => {
    await expect(scratch.host.domainCapabilitiesXml(choice)).rejects.toMatchObject({ code })
  })
})

test("the firmware's word of the machine, or that there is none", async () => {
  const answer = await scratch.host.sysinfoXml().catch(({ code }) => code)
  expect(answer).toMatch(/^(<sysinfo type='smbios'>|CONFIG_UNSUPPORTED$)/)
})

test('capabilities have everything that libvirt tells', async (context) => {
  if (!peer) return context.skip(Libvirtd.missing)
  const ours = readXml(await scratch.host.capabilitiesXml())
  const theirs = readXml(await peer.virsh('capabilities'))
  const shape = (root: XmlElement) => child(root, 'host')?.children.map(({ name }) => name)
  expect(shape(ours)).toEqual(shape(theirs))
  for (const name of ['arch', 'vendor', 'microcode', 'signature', 'maxphysaddr']) {
    const [own, other] = [ours, theirs].map((root) => child(root, 'host', 'cpu', name))
    expect([own?.text, [...(own?.attributes ?? [])].map(([, { value }]) => value)]).toEqual([
      other?.text,
      [...(other?.attributes ?? [])].map(([, { value }]) => value),
    ])
  }
  const places = (root: XmlElement) =>
    all(child(root, 'host', 'topology', 'cells'), 'cell').map((cell) => [
      attribute(cell, 'id'),
      all(child(cell, 'cpus'), 'cpu').map((cpu) =>
        ['id', 'socket_id', 'die_id', 'core_id', 'siblings'].map((name) => attribute(cpu, name)),
      ),
      all(cell, 'pages').map((each) => attribute(each, 'size')),
      all(child(cell, 'distances'), 'sibling').map((each) => attribute(each, 'value')),
    ])
  expect(places(ours)).toEqual(places(theirs))
  const banks = (root: XmlElement) =>
    all(child(root, 'host', 'cache'), 'bank').map(({ attributes }) => [...attributes].map(([, { value }]) => value))
  expect(banks(ours)).toEqual(banks(theirs))

  const guests = all(ours, 'guest')
  for (const guest of all(theirs, 'guest')) {
    const arch = attribute(child(guest, 'arch'), 'name')
    const own = guests.find((each) => attribute(child(each, 'arch'), 'name') === arch)
    const machines = (of: XmlElement | undefined) =>
      all(child(of, 'arch'), 'machine').map((each) =>
        [each.text, ...['canonical', 'maxCpus', 'deprecated'].map((name) => attribute(each, name))].join(' '),
      )
    expect([arch, machines(own).sort()]).toEqual([arch, machines(guest).sort()])
    // of an architecture without a default the first is any
    if (arch === 'x86_64') expect(machines(own)[0]).toBe(machines(guest)[0])
    const features = (of: XmlElement | undefined) => child(of, 'features')?.children.map(({ name }) => name)
    expect([arch, features(own)]).toEqual([arch, features(guest)])
  }
})

/** What differs, and why: `-` is what only libvirt has, `+` what only we have. */
const known: Record<string, string[]> = {
  // QEMU 7.2 takes these though libvirt 9.0 knew no way to ask for them
  'filesystem driverType': ['+mtp'],
  'channel type': ['+qemu-vdagent', '+dbus'],
  // libvirt looks whether this host could hand a device over at this moment
  'hostdev pciBackend': ['+default', '+vfio'],
}

test("libvirt's own documents are read, and written as they were", async (context) => {
  if (!peer) return context.skip(Libvirtd.missing)
  context.skip(!version.startsWith(release), `this is libvirt ${version.trim()}, not ${release}x`)
  const again = <T>(element: Element<T>, text: string) => {
    const reading = new Reading(text)
    const value = element.read(readXml(text), reading)
    expect(reading.problems).toEqual([])
    return writeXml(element.write(value))
  }
  const dense = (text: string) => text.replace(/\n\s*\n/g, '\n').trim()
  const capabilities = await peer.virsh('capabilities')
  expect(dense(again(capabilitiesElement, capabilities))).toBe(dense(capabilities))
  const domain = await peer.virsh('domcapabilities', '--virttype', 'qemu')
  expect(dense(again(domainCapabilitiesElement, domain))).toBe(dense(domain))
})

describe('domain capabilities are what libvirt tells', () => {
  test.for([
    ['x86_64', 'q35'],
    ['x86_64', 'pc'],
    ['aarch64', 'virt'],
    ['ppc64', 'pseries'],
    ['s390x', 's390-ccw-virtio'],
    ['riscv64', 'virt'],
  ])('%s %s', async ([arch = '', machine = ''], context) => {
    if (!peer) return context.skip(Libvirtd.missing)
    context.skip(!version.startsWith(release), `this is libvirt ${version.trim()}, not ${release}x`)
    const emulator = `/usr/bin/qemu-system-${arch}`
    context.skip(!emulators.includes(emulator), `${emulator} is not here`)
    const words = ['--arch', arch, '--machine', machine, '--virttype', 'qemu', '--emulatorbin', emulator]
    const theirs = readXml(await peer.virsh('domcapabilities', ...words))
    const ours = readXml(await scratch.host.domainCapabilitiesXml({ emulator, arch, machine, type: 'qemu' }))
    for (const name of ['path', 'domain', 'machine', 'arch']) {
      expect(child(ours, name)?.text).toBe(child(theirs, name)?.text)
    }
    expect(attribute(child(ours, 'vcpu'), 'max')).toBe(attribute(child(theirs, 'vcpu'), 'max'))
    const order = (root: XmlElement) => child(root, 'devices')?.children.map(({ name }) => name) ?? []
    expect(order(ours).slice(0, order(theirs).length)).toEqual(order(theirs))
    for (const device of child(theirs, 'devices')?.children ?? []) {
      const own = child(ours, 'devices', device.name)
      expect([device.name, attribute(own, 'supported')]).toEqual([device.name, attribute(device, 'supported')])
      for (const each of all(device, 'enum')) {
        const name = `${device.name} ${attribute(each, 'name')}`
        const same = all(own, 'enum').find((other) => attribute(other, 'name') === attribute(each, 'name'))
        const [mine, others] = [same, each].map((list) => all(list, 'value').map(({ text }) => text))
        const differences = [
          ...without(mine ?? [], others ?? []).map((word) => `+${word}`),
          ...without(others ?? [], mine ?? []).map((word) => `-${word}`),
        ]
        expect([name, without(differences, known[name] ?? [])]).toEqual([name, []])
      }
    }
    const modes = (root: XmlElement) =>
      all(child(root, 'cpu'), 'mode').map((mode) => `${attribute(mode, 'name')} ${attribute(mode, 'supported')}`)
    // libvirt names models of the architectures alone of which it has descriptions
    expect(modes(ours)).toEqual(modes(theirs))
    const models = (root: XmlElement) => {
      const custom = all(child(root, 'cpu'), 'mode').find((mode) => attribute(mode, 'name') === 'custom')
      return all(custom, 'model').map((each) =>
        [each.text.toLowerCase(), attribute(each, 'usable'), attribute(each, 'vendor')].join(' '),
      )
    }
    expect(without(models(theirs), models(ours))).toEqual([])
  })
})

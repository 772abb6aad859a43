import { readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { guestXml, pretendFacts, pretendHost } from '../../../test/support/guest.ts'
import { readXml } from '../../formats/xml/reader.ts'
import { Reading } from '../../formats/xml/reading.ts'
import { writeXml } from '../../formats/xml/writer.ts'
import { checkDomain, completeDomain, launchPlan, readDomain } from '../domain/index.ts'
import { type AnyKind, deviceKinds, type KindName } from './index.ts'

interface Guest {
  arch?: string
  machine?: string
  sections?: string
  memory?: string
  /** Devices beside it. */
  beside?: string
  /** What QEMU must have beyond what the pretended build has. */
  types?: string[]
  properties?: Record<string, string[]>
  /** QEMU is told of it by another device. */
  partless?: boolean
}

const spice = "<graphics type='spice' autoport='yes'/>"

/** Guests for examples that not every machine can have, or that need something beside them. */
const guests: Partial<Record<KindName, Guest>> = {
  smartcard: { beside: spice },
  redirdev: { beside: spice },
  redirfilter: { beside: `${spice}<redirdev bus='usb' type='spicevmc'/>`, partless: true },
  memballoon: { properties: { 'virtio-balloon-pci': ['deflate-on-oom', 'free-page-reporting'] } },
  nvram: { arch: 'ppc64', types: ['spapr-pci-host-bridge', 'spapr-nvram'] },
  shmem: { types: ['ivshmem-plain'] },
  memory: {
    types: ['pc-dimm'],
    memory: "<maxMemory slots='4' unit='GiB'>4</maxMemory><memory unit='GiB'>1</memory>",
    sections: "<cpu><numa><cell id='0' cpus='0' memory='512' unit='MiB'/></numa></cpu>",
  },
  iommu: { machine: 'q35', types: ['intel-iommu'], sections: "<features><ioapic driver='qemu'/></features>" },
  vsock: { types: ['vhost-vsock-pci'] },
  crypto: { types: ['virtio-crypto-pci', 'cryptodev-backend-builtin'] },
  pstore: { types: ['acpi-erst'], sections: '<features><acpi/></features>' },
}

describe.each(Object.keys(deviceKinds) as KindName[])('the example of %s', (name) => {
  const kind = deviceKinds[name] as unknown as AnyKind
  const example = readFileSync(new URL(`${name}/example.xml`, import.meta.url), 'utf8')
  const [comment = '', ...rest] = example.split('\n')
  const xml = rest.join('\n').trim()

  it('says what it shows and is written as it would be written back', () => {
    expect(comment).toMatch(/^<!-- .*\. -->$/)
    const reading = new Reading(xml)
    const device = kind.element.read(readXml(xml), reading)
    expect(reading.problems).toEqual([])
    expect(writeXml(kind.element.write(device, { secrets: true })).trim()).toBe(xml)
  })

  it('is a device of a guest that can be started', () => {
    const { beside = '', types = [], properties = {}, partless = false, ...guest } = guests[name] ?? {}
    const facts = { types: [...pretendFacts().types, ...types], deviceProperties: properties }
    const { domain, problems } = readDomain(guestXml(xml + beside, guest))
    expect(problems).toEqual([])
    const world = completeDomain(domain, pretendHost({ ...guest, facts }))
    checkDomain(world)
    const parts = vi.spyOn(kind, 'parts')
    launchPlan(world, { id: 1 })
    expect(world.report.problems).toEqual([])
    const made = parts.mock.results.flatMap(({ value }) => value)
    parts.mockRestore()
    expect(made.length > 0).toBe(!partless)
  })
})

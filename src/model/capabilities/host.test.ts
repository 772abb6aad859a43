import { expect, test } from 'vitest'
import { pretendFacts } from '../../../test/support/guest.ts'
import { readXml } from '../../formats/xml/reader.ts'
import { Reading } from '../../formats/xml/reading.ts'
import { x86Model } from '../domain/cpu/x86-models.ts'
import { QemuBuild } from '../qemu/build.ts'
import type { HostFacts } from './facts.ts'
import { hostCapabilities, hostCapabilitiesXml } from './host.ts'
import { hostSysinfoXml } from './sysinfo.ts'
import { capabilitiesElement } from './xml.ts'

const host: HostFacts = {
  uuid: 'c7a5fdbd-edaf-9455-926a-d65c16db1809',
  arch: 'x86_64',
  processor: {
    vendor: 'GenuineIntel',
    family: 6,
    model: 58,
    stepping: 9,
    microcode: 33,
    flags: [...(x86Model('IvyBridge')?.features ?? []), 'ht', 'tsc_adjust', 'nonstop_tsc', 'rep_good'],
    physicalBits: 36,
  },
  topology: { sockets: 1, dies: 1, clusters: 1, cores: 1, threads: 2 },
  pageSizes: [4, 2048],
  sleep: ['suspend_mem'],
  iommu: true,
  cells: [
    {
      id: 0,
      memory: 8192,
      pages: [{ kib: 4, count: 2048 }],
      distances: [{ id: 0, value: 10 }],
      cpus: [0, 1].map((id) => ({ id, socket: 0, die: 0, cluster: 0, core: 0, siblings: [0, 1] })),
    },
  ],
  security: [
    {
      ...{ model: 'dac', doi: '0' },
      baselabels: [
        { type: 'kvm', label: '+107:+108' },
        { type: 'qemu', label: '+107:+108' },
      ],
    },
  ],
  caches: [{ id: 0, level: 3, type: 'both', kib: 6144, cpus: [0, 1] }],
}

const build = new QemuBuild(pretendFacts('x86_64'))

test('the machine as libvirt writes it', () => {
  const [text = ''] = hostCapabilitiesXml(host, []).split('  <guest>')
  expect(text).toBe(`<capabilities>
  <host>
    <uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid>
    <cpu>
      <arch>x86_64</arch>
      <model>IvyBridge</model>
      <vendor>Intel</vendor>
      <microcode version='33'/>
      <signature family='6' model='58' stepping='9'/>
      <topology sockets='1' dies='1' clusters='1' cores='1' threads='2'/>
      <maxphysaddr mode='emulate' bits='36'/>
      <feature name='ht'/>
      <feature name='tsc_adjust'/>
      <feature name='invtsc'/>
      <pages unit='KiB' size='4'/>
      <pages unit='KiB' size='2048'/>
    </cpu>
    <power_management>
      <suspend_mem/>
    </power_management>
    <iommu support='yes'/>
    <migration_features>
      <live/>
      <uri_transports>
        <uri_transport>tcp</uri_transport>
        <uri_transport>rdma</uri_transport>
      </uri_transports>
    </migration_features>
    <topology>
      <cells num='1'>
        <cell id='0'>
          <memory unit='KiB'>8192</memory>
          <pages unit='KiB' size='4'>2048</pages>
          <distances>
            <sibling id='0' value='10'/>
          </distances>
          <cpus num='2'>
            <cpu id='0' socket_id='0' die_id='0' cluster_id='0' core_id='0' siblings='0-1'/>
            <cpu id='1' socket_id='0' die_id='0' cluster_id='0' core_id='0' siblings='0-1'/>
          </cpus>
        </cell>
      </cells>
    </topology>
    <cache>
      <bank id='0' level='3' type='both' size='6' unit='MiB' cpus='0-1'/>
    </cache>
    <secmodel>
      <model>dac</model>
      <doi>0</doi>
      <baselabel type='kvm'>+107:+108</baselabel>
      <baselabel type='qemu'>+107:+108</baselabel>
    </secmodel>
  </host>
</capabilities>
`)
})

test('the guests of a build: the default machine first, aliases behind what they stand for', () => {
  const facts = pretendFacts('x86_64')
  const [machine] = facts.byAccelerator.tcg?.machines ?? []
  const machines = [
    { ...machine, name: 'old', default: false, deprecated: true },
    { ...machine, name: 'pc-q35-7.2', alias: 'q35', default: true, maxCpus: 288 },
  ] as never
  const tcg = { machines, cpus: [] }
  const other = new QemuBuild({ ...facts, byAccelerator: { tcg, kvm: tcg } })
  const [guest] = hostCapabilities(host, [{ arch: 'i686', build: other, types: ['qemu', 'kvm'] }]).guest
  expect(guest?.arch).toMatchObject({
    name: 'i686',
    wordsize: 32,
    machine: [
      { name: 'pc-q35-7.2', maxCpus: 288 },
      { name: 'q35', canonical: 'pc-q35-7.2', maxCpus: 288 },
      { name: 'old', deprecated: true },
    ],
    domain: [
      { type: 'qemu', machine: [] },
      { type: 'kvm', machine: [] },
    ],
  })
  expect(guest?.features).toMatchObject({ pae: true, nonpae: true, apic: { default: true, toggle: false } })
})

test('what is written is read back', () => {
  const guests = [
    { arch: 'x86_64', build, types: ['qemu', 'kvm'] },
    { arch: 's390x', build: new QemuBuild(pretendFacts('s390x')), types: ['qemu'] },
  ]
  const text = hostCapabilitiesXml(host, guests)
  const reading = new Reading(text)
  const again = capabilitiesElement.read(readXml(text), reading)
  expect(reading.problems).toEqual([])
  expect(JSON.parse(JSON.stringify(again))).toEqual(JSON.parse(JSON.stringify(hostCapabilities(host, guests))))
})

test('a CPU of which nothing is known', () => {
  const { cpu } = hostCapabilities({ ...host, arch: 'riscv64', processor: { flags: [] } }, []).host
  expect(cpu).toMatchObject({ arch: 'riscv64', feature: [], model: undefined, vendor: undefined })
  const strange = hostCapabilities({ ...host, processor: { vendor: 'Somebody', flags: ['fpu'] } }, []).host.cpu
  expect(strange).toMatchObject({ arch: 'x86_64', feature: [], model: undefined })
})

test("the firmware's tables", () => {
  expect(hostSysinfoXml({})).toBeUndefined()
  const text = hostSysinfoXml({ sys_vendor: 'A & B', product_uuid: 'u', board_name: 'x', chassis_version: '1' })
  expect(text).toBe(`<sysinfo type='smbios'>
  <system>
    <entry name='manufacturer'>A &amp; B</entry>
    <entry name='uuid'>u</entry>
  </system>
  <baseBoard>
    <entry name='product'>x</entry>
  </baseBoard>
  <chassis>
    <entry name='version'>1</entry>
  </chassis>
</sysinfo>
`)
})

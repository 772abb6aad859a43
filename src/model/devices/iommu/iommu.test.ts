import { expect, it } from 'vitest'
import {
  completeGuest,
  deviceOf,
  optionsOf,
  planGuest,
  pretendFacts,
  problemsOf,
} from '../../../../test/support/guest.ts'

const q35 = {
  machine: 'q35',
  facts: { types: [...pretendFacts().types, 'intel-iommu', 'virtio-iommu-pci', 'qemu-xhci', 'pcie-root-port'] },
}

it('of Intel has its switches', () => {
  const driver = "<driver intremap='on' caching_mode='on' eim='off' iotlb='on' aw_bits='48' dma_translation='off'/>"
  expect(deviceOf(planGuest(`<iommu model='intel'>${driver}</iommu>`, q35), 'iommu0')).toEqual({
    driver: 'intel-iommu',
    id: 'iommu0',
    intremap: 'on',
    'caching-mode': true,
    eim: 'off',
    'device-iotlb': true,
    'aw-bits': 48,
    'dma-translation': false,
  })
})

it('of virtio sits on the root bus, and that of ARM is part of the machine', () => {
  const virtio = planGuest("<iommu model='virtio'/>", { ...q35, sections: '<features><acpi/></features>' })
  expect(deviceOf(virtio, 'iommu0')).toMatchObject({ bus: 'pcie.0' })
  const arm = planGuest("<iommu model='smmuv3'/>", { arch: 'aarch64' })
  expect(optionsOf(arm, '-machine')[0]).toContain('iommu=smmuv3')
})

it('is added for more CPUs than interrupts reach without', () => {
  const many = { ...q35, sections: '<vcpu>288</vcpu>' }
  expect(completeGuest('', many).domain.devices.iommu).toEqual([
    { model: 'intel', driver: { intremap: true, eim: true } },
  ])
})

it.each([
  ['on another machine', "<iommu model='intel'/>", { facts: q35.facts }, 'CONFIG_UNSUPPORTED'],
  ['without ACPI', "<iommu model='virtio'/>", q35, 'CONFIG_UNSUPPORTED'],
  ['twice', "<iommu model='intel'/><iommu model='intel'/>", q35, 'XML_ERROR'],
  ['with eim alone', "<iommu model='intel'><driver eim='on'/></iommu>", q35, 'CONFIG_UNSUPPORTED'],
])('is refused %s', (_, devices, pretence, code) => {
  expect(problemsOf(devices, pretence)).toMatchObject([{ code }])
})

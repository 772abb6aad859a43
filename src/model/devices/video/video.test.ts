import { describe, expect, it } from 'vitest'
import {
  completedXml,
  completeGuest,
  deviceOf,
  optionsOf,
  planGuest,
  problemsOf,
} from '../../../../test/support/guest.ts'

const video = (model: string, inside = '') => `<video>${inside}<model ${model}/></video>`
const types = (xml: string, pretence = {}) =>
  completeGuest(xml, pretence).domain.devices.video.map(({ model }) => model?.type)

describe('a graphics card', () => {
  it('stands behind a display, the usual one of the machine', () => {
    expect(types('')).toEqual([])
    expect(types("<graphics type='vnc'/>")).toEqual(['cirrus'])
    expect(types("<graphics type='vnc'/>", { arch: 's390x' })).toEqual(['virtio'])
    expect(types("<graphics type='vnc'/>", { arch: 'ppc64' })).toEqual(['vga'])
  })

  it('comes first where it is the primary one', () => {
    expect(completedXml(video("type='virtio'") + video("type='qxl' primary='yes'"))).toMatch(
      /<model type='qxl' .*primary='yes'\/>[\s\S]*<model type='virtio' heads='1'\/>/,
    )
  })

  it('has memory of its own, qxl three kinds of it', () => {
    expect(completedXml(video("type='vga'"))).toContain("<model type='vga' vram='16384' heads='1' primary='yes'/>")
    const xml = video("type='qxl' vram='40000' vram64='131072'")
    expect(deviceOf(planGuest(xml), 'video0')).toMatchObject({
      ...{ driver: 'qxl-vga', max_outputs: 1, ram_size: 64 << 20, vram_size: 64 << 20 },
      ...{ vram64_size_mb: 128, vgamem_mb: 16 },
    })
  })

  it('has VGA registers where it is the primary one', () => {
    const plan = planGuest(video("type='virtio'") + video("type='virtio'"))
    expect(deviceOf(plan, 'video0')).toMatchObject({ driver: 'virtio-vga' })
    expect(deviceOf(plan, 'video1')).toMatchObject({ driver: 'virtio-gpu-pci' })
  })

  it('sits on ISA where there is no other bus', () => {
    const plan = planGuest("<graphics type='vnc'/>", { machine: 'isapc' })
    expect(deviceOf(plan, 'video0')).toEqual({ driver: 'isa-cirrus-vga', id: 'video0' })
  })

  it('can use the GPU of the host', () => {
    const xml = "<video><model type='virtio' heads='2'><acceleration accel3d='yes'/></model></video>"
    expect(deviceOf(planGuest(xml), 'video0')).toMatchObject({ driver: 'virtio-vga-gl', max_outputs: 2 })
  })

  it('can be drawn by a program beside QEMU', () => {
    const plan = planGuest(video("type='virtio'", "<driver name='vhostuser'/>"))
    expect(deviceOf(plan, 'video0')).toMatchObject({ driver: 'vhost-user-vga', chardev: 'chr-vu-video0' })
    expect(plan.descriptors).toContainEqual({ descriptor: 'helper', name: 'video0-vhost-user-gpu' })
    expect(plan.processes).toMatchObject([
      { name: 'video0-vhost-user-gpu', program: '/usr/lib/qemu/vhost-user-gpu', arguments: ['--fd=3'] },
    ])
    expect(optionsOf(plan, '-chardev')).toContainEqual(expect.stringMatching(/^socket,id=chr-vu-video0,fd=\d+$/))
  })

  it('can be none at all', () => {
    expect(planGuest(video("type='none'")).arguments.some(({ value }) => value?.includes('video0'))).toBe(false)
    expect(completedXml(video("type='none' heads='1'"))).toContain("<model type='none'/>")
  })

  it.each([
    ['none beside others', video("type='none'") + video("type='qxl'")],
    ['one that must be primary as the second', video("type='qxl'") + video("type='cirrus'")],
    ['two primary ones', video("type='qxl' primary='yes'") + video("type='virtio' primary='yes'")],
    ['one of another hypervisor', video("type='vbox'")],
    ['3D on a card without it', "<video><model type='vga'><acceleration accel3d='yes'/></model></video>"],
    ['memory that is no power of two', video("type='qxl' vgamem='3000'")],
    ['a program beside QEMU for a card of its own', video("type='vga'", "<driver name='vhostuser'/>")],
  ])('is refused: %s', (_, xml) => {
    expect(problemsOf(xml)).toMatchObject([{ code: 'CONFIG_UNSUPPORTED' }])
  })
})

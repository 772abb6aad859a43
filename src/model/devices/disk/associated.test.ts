import { describe, expect, test } from 'vitest'
import { completeGuest, optionsOf } from '../../../../test/support/guest.ts'
import { launchPlan } from '../../domain/index.ts'

function planned(disk: string, count: number) {
  return launchPlan(completeGuest(`<disk type='file'>${disk}<target dev='vda' bus='virtio'/></disk>`), {
    id: 1,
    associated: () => count,
  })
}

describe('a disk whose image is handed in', () => {
  const source = "<source file='/name' fdgroup='image'/>"

  test('has its descriptors in a set of their own, and its path is but a name', () => {
    const plan = planned(source, 2)
    expect(optionsOf(plan, '-add-fd')).toEqual([
      expect.stringMatching(/^set=0,fd=\d+,opaque=libvirt-1-storage0$/),
      expect.stringMatching(/^set=0,fd=\d+,opaque=libvirt-1-storage1$/),
    ])
    expect(plan.descriptors.filter(({ descriptor }) => descriptor === 'associated')).toEqual([
      { descriptor: 'associated', name: 'image', nth: 0 },
      { descriptor: 'associated', name: 'image', nth: 1 },
    ])
    const [storage] = optionsOf(plan, '-blockdev')
    expect(storage).toMatchObject({ driver: 'file', filename: '/dev/fdset/0' })
    expect(plan.needs.map(({ path }) => path)).not.toContain('/name')
  })

  test('is read with a single one as it is written', () => {
    const layered = `<driver name='qemu' type='qcow2'/>${source}<backingStore/>`
    const access = (disk: string, count: number) => {
      const [storage] = optionsOf(planned(disk, count), '-blockdev') as Record<string, unknown>[]
      return [storage?.['read-only'], storage?.['auto-read-only']]
    }
    expect(access(layered, 1)).toEqual([false, undefined])
    expect(access(`${layered}<readonly/>`, 1)).toEqual([true, undefined])
    expect(access(layered, 2)).toEqual([undefined, true])
  })

  test('is started only where it is said what lies below it', () => {
    const driver = "<driver name='qemu' type='qcow2'/>"
    expect(() => planned(driver + source, 1)).toThrow(/say what its image lies over/)
    expect(optionsOf(planned(`${driver}${source}<backingStore/>`, 1), '-blockdev')).toHaveLength(2)
  })
})

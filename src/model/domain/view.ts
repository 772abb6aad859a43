import type { GuestView } from '../devices/context.ts'
import { iothreadIds } from './iothreads/ids.ts'
import { devicesOf } from './world.ts'
import type { Domain } from './xml.ts'

/** The guest's facts, read from the domain each time, so that they are true while it is being completed. */
export function guestView(domain: Domain): GuestView {
  return {
    get name() {
      return domain.name
    },
    get uuid() {
      return domain.uuid ?? ''
    },
    feature: (name) => {
      const value = (domain.features as Record<string, unknown> | undefined)?.[name]
      if (typeof value === 'object' && value !== null) return (value as { state?: boolean }).state ?? true
      return value === true ? true : undefined
    },
    get graphics() {
      return domain.devices.graphics.map(({ backend }) => backend.type)
    },
    get audios() {
      return domain.devices.audio.map(({ id }) => id)
    },
    get usbRules() {
      return domain.devices.redirfilter[0]?.usbdev ?? []
    },
    get controllers() {
      return domain.devices.controller.map(({ type, index = 0, model }) => ({ type, index, model }))
    },
    get sharedMemory() {
      const cells = domain.cpu?.numa?.cell ?? []
      const overall = domain.memoryBacking?.access?.mode === 'shared'
      return cells.length > 0 ? cells.every(({ memAccess }) => (memAccess ? memAccess === 'shared' : overall)) : overall
    },
    get vcpus() {
      return domain.vcpu?.count ?? 1
    },
    get usesMmio() {
      return devicesOf(domain).some(({ device }) => device.address?.type === 'virtio-mmio')
    },
    get numaNodes() {
      return domain.cpu?.numa?.cell.length ?? 0
    },
    get iothreads() {
      return iothreadIds(domain)
    },
  }
}

import { attr, child, element, list, optional, text } from '../../../formats/xml/declare.ts'
import { int, oneOf, uint, uint64 } from '../../../formats/xml/scalars.ts'
import { sizedAttribute } from '../../../formats/xml/sized.ts'
import { int64, numberSet } from '../scalars.ts'

const scheduler = {
  scheduler: attr(oneOf('batch', 'idle', 'fifo', 'rr')),
  priority: optional(attr(int, 'for fifo and rr, 1 to 99')),
}

const cacheElement = element('cache', {
  id: attr(uint),
  level: attr(uint),
  type: attr(oneOf('both', 'code', 'data')),
  kib: sizedAttribute('KiB', { name: 'size' }),
})

const monitorElement = element('monitor', { level: optional(attr(uint)), vcpus: attr(numberSet) })

/** Control-group shares, quotas, pinning, scheduling and cache allocation of QEMU's threads; nothing of it is QEMU's. */
export const cputuneElement = element(
  'cputune',
  {
    shares: optional(text(uint64)),
    period: optional(text(uint64)),
    quota: optional(text(int64)),
    global_period: optional(text(uint64)),
    global_quota: optional(text(int64)),
    emulator_period: optional(text(uint64)),
    emulator_quota: optional(text(int64)),
    iothread_period: optional(text(uint64)),
    iothread_quota: optional(text(int64)),
    vcpupin: list(element('vcpupin', { vcpu: attr(uint), cpuset: attr(numberSet) })),
    emulatorpin: optional(child(element('emulatorpin', { cpuset: attr(numberSet) }))),
    iothreadpin: list(element('iothreadpin', { iothread: attr(uint), cpuset: attr(numberSet) })),
    emulatorsched: optional(child(element('emulatorsched', scheduler))),
    vcpusched: list(element('vcpusched', { vcpus: attr(numberSet), ...scheduler })),
    iothreadsched: list(element('iothreadsched', { iothreads: attr(numberSet), ...scheduler })),
    cachetune: list(
      element('cachetune', { vcpus: attr(numberSet), cache: list(cacheElement), monitor: list(monitorElement) }),
    ),
    memorytune: list(
      element('memorytune', {
        vcpus: attr(numberSet),
        node: list(element('node', { id: attr(uint), bandwidth: attr(uint) })),
        monitor: list(monitorElement),
      }),
    ),
  },
  'How the host runs the threads of the guest',
)

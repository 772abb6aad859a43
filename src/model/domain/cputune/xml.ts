import { attr, child, element, list, optional, text } from '../../../formats/xml/declare.ts'
import { int, oneOf, uint, uint64 } from '../../../formats/xml/scalars.ts'
import { sizedAttribute } from '../../../formats/xml/sized.ts'
import { int64, numberSet } from '../scalars.ts'

const scheduler = {
  scheduler: attr(oneOf('batch', 'idle', 'fifo', 'rr')),
  priority: optional(attr(int, 'for fifo and rr, 1 to 99')),
}

const cacheElement = element('cache', {
  id: attr(uint, 'of the cache on the host'),
  level: attr(uint, 'of the cache'),
  type: attr(oneOf('both', 'code', 'data'), 'what of it is set aside'),
  kib: sizedAttribute('KiB', { name: 'size' }),
})

const monitorElement = element('monitor', { level: optional(attr(uint)), vcpus: attr(numberSet) })

/** Control-group shares, quotas, pinning, scheduling and cache allocation of QEMU's threads; nothing of it is QEMU's. */
export const cputuneElement = element(
  'cputune',
  {
    shares: optional(text(uint64, 'weight among all guests')),
    period: optional(text(uint64, 'microseconds in which a quota holds, for each virtual CPU')),
    quota: optional(text(int64, 'microseconds of a period that it may run; less than 0 is no limit')),
    global_period: optional(text(uint64, 'microseconds, for the whole guest')),
    global_quota: optional(text(int64, 'microseconds of its period')),
    emulator_period: optional(text(uint64, "microseconds, for QEMU's other threads")),
    emulator_quota: optional(text(int64, 'microseconds of their period')),
    iothread_period: optional(text(uint64, 'microseconds, for each thread of disks')),
    iothread_quota: optional(text(int64, 'microseconds of its period')),
    vcpupin: list(
      element('vcpupin', { vcpu: attr(uint, 'its number'), cpuset: attr(numberSet, 'processors of the host') }),
    ),
    emulatorpin: optional(child(element('emulatorpin', { cpuset: attr(numberSet, 'processors of the host') }))),
    iothreadpin: list(
      element('iothreadpin', { iothread: attr(uint, 'its number'), cpuset: attr(numberSet, 'processors of the host') }),
    ),
    emulatorsched: optional(child(element('emulatorsched', scheduler))),
    vcpusched: list(element('vcpusched', { vcpus: attr(numberSet), ...scheduler })),
    iothreadsched: list(element('iothreadsched', { iothreads: attr(numberSet), ...scheduler })),
    cachetune: list(
      element('cachetune', { vcpus: attr(numberSet), cache: list(cacheElement), monitor: list(monitorElement) }),
    ),
    memorytune: list(
      element('memorytune', {
        vcpus: attr(numberSet),
        node: list(element('node', { id: attr(uint), bandwidth: attr(uint, 'percent') })),
        monitor: list(monitorElement),
      }),
    ),
  },
  'How the host runs the threads of the guest',
)

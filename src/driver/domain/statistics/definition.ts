import type { StatisticsGroup, StatisticsRecord, ThreadCpus } from '../../../api/index.ts'
import { parseNumberSet } from '../../../base/number-sets.ts'
import { type Domain, iothreadIds } from '../../../model/domain/index.ts'
import { imageSizes } from '../../host/images.ts'
import { cpuNumbers } from '../../host/system.ts'
import { pathOf } from './disks.ts'

/** What can be said of a domain that doesn't run. */
export function definedStatistics(domain: Domain, groups: ReadonlySet<StatisticsGroup>): StatisticsRecord {
  const { memory, currentMemory, vcpu, devices } = domain
  const record: StatisticsRecord = {}
  if (groups.has('balloon')) {
    const maximum = memory?.kib ?? 0
    record.balloon = { current: currentMemory?.kib ?? maximum, maximum }
  }
  if (groups.has('vcpu')) {
    const maximum = vcpu?.count ?? 1
    record.vcpu = { current: vcpu?.current ?? maximum, maximum, vcpus: [] }
  }
  if (groups.has('block') && devices.disk.length > 0) {
    record.block = devices.disk.map((disk) => {
      const path = pathOf(disk)
      const { allocation, ...sizes } = (path && imageSizes(path, disk.driver?.type)) || {}
      // An image of which nothing is written yet has no allocation.
      return { name: disk.target?.dev ?? '', path, ...sizes, allocation: allocation || undefined }
    })
  }
  return record
}

/** The CPUs of the host that each virtual CPU is to run on; all where nothing is said. */
export function vcpuCpus({ vcpu, cputune }: Domain): number[][] {
  const usual = cpusIn(vcpu?.cpuset) ?? cpuNumbers().present
  const own = new Map((cputune?.vcpupin ?? []).map((pin) => [pin.vcpu, cpusIn(pin.cpuset)]))
  return Array.from({ length: vcpu?.count ?? 1 }, (_, number) => own.get(number) ?? usual)
}

export function emulatorCpus({ vcpu, cputune }: Domain): number[] {
  return cpusIn(cputune?.emulatorpin?.cpuset) ?? cpusIn(vcpu?.cpuset) ?? cpuNumbers().present
}

export function definedIothreads(domain: Domain): ThreadCpus[] {
  const usual = cpusIn(domain.vcpu?.cpuset) ?? cpuNumbers().present
  const own = new Map((domain.cputune?.iothreadpin ?? []).map((pin) => [pin.iothread, cpusIn(pin.cpuset)]))
  return iothreadIds(domain).map((number) => ({ number, cpus: own.get(number) ?? usual }))
}

function cpusIn(set: string | undefined): number[] | undefined {
  return set === undefined ? undefined : parseNumberSet(set)
}

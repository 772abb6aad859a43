import type { CacheFacts, CpuPlace } from '../../../model/capabilities/index.ts'
import { type KernelFiles, kernelFiles } from './kernel-files.ts'
import { numbersIn } from './numbers.ts'

const folder = '/sys/devices/system/cpu'

/** Numbers of the CPUs that are there, and of those that are on. */
export function cpuNumbers(files: KernelFiles = kernelFiles()): { present: number[]; online: number[] } {
  const listed = numbersIn(files.text(`${folder}/present`))
  const online = numbersIn(files.text(`${folder}/online`))
  const present = listed.length > 0 ? listed : online.length > 0 ? online : [0]
  // without hot plugging the kernel may say nothing of it
  return { present, online: online.length > 0 ? online.filter((each) => present.includes(each)) : present }
}

/** Where a CPU sits; alone in a core of its own where the kernel doesn't say. */
export function cpuPlace(id: number, files: KernelFiles = kernelFiles()): CpuPlace {
  const topology = `${folder}/cpu${id}/topology`
  // -1 is for «not known»: then there is one of it
  const number = (name: string, otherwise = 0) => files.number(`${topology}/${name}`, otherwise)
  const siblings = numbersIn(files.text(`${topology}/thread_siblings_list`))
  return {
    id,
    socket: number('physical_package_id'),
    die: number('die_id'),
    cluster: clamp(number('cluster_id')),
    core: number('core_id', id),
    siblings: siblings.includes(id) ? siblings : [id],
  }
}

/** Firmware that doesn't number clusters leaves all bits set. */
function clamp(id: number): number {
  return id < 0xffff ? id : 0
}

const types = new Map<string, CacheFacts['type']>([
  ['Unified', 'both'],
  ['Data', 'data'],
  ['Instruction', 'code'],
])

/** A cache below this level belongs to a core, and who places guests doesn't ask about it. */
const sharedLevel = 3

/** The caches that CPUs share. */
export function caches(cpus: readonly number[], files: KernelFiles = kernelFiles()): CacheFacts[] {
  const found = new Map<string, CacheFacts>()
  for (const cpu of cpus) {
    const place = `${folder}/cpu${cpu}/cache`
    for (const name of files.names(place).filter((each) => /^index\d{1,3}$/.test(each))) {
      const type = types.get(files.line(`${place}/${name}/type`) ?? '')
      const level = files.number(`${place}/${name}/level`, 0)
      const kib = /^(\d{1,12})K$/.exec(files.line(`${place}/${name}/size`) ?? '')?.[1]
      const shared = numbersIn(files.text(`${place}/${name}/shared_cpu_list`))
      if (!type || level < sharedLevel || kib === undefined) continue
      const id = files.number(`${place}/${name}/id`, shared[0] ?? cpu)
      const key = `${level} ${type} ${id}`
      if (!found.has(key)) found.set(key, { id, level, type, kib: Number(kib), cpus: shared })
    }
  }
  return [...found.values()]
}

/** CPUs of a NUMA node. */
export function nodeCpus(node: number, files: KernelFiles = kernelFiles()): number[] {
  return numbersIn(files.text(`/sys/devices/system/node/node${node}/cpulist`))
}

import type { Domain } from './xml.ts'

/** How large a guest is: memory in KiB, virtual CPUs. */
export interface GuestSizes {
  osType: string
  maxMemory: number
  memory: number
  maxVcpus: number
  vcpus: number
}

export function sizesOf({ memory, currentMemory, vcpu, os }: Domain): GuestSizes {
  const maxMemory = memory?.kib ?? 0
  const maxVcpus = vcpu?.count ?? 1
  return {
    ...{ maxMemory, memory: currentMemory?.kib ?? maxMemory },
    ...{ maxVcpus, vcpus: vcpu?.current ?? maxVcpus },
    osType: os?.type?.kind ?? 'hvm',
  }
}

import type { Shmem } from './xml.ts'

const plainBytes = 4 * 2 ** 20

export function completeShmem(shmem: Shmem): void {
  shmem.model ??= {}
  shmem.model.type ??= 'ivshmem'
  if (shmem.model.type === 'ivshmem-plain') shmem.size ??= { bytes: plainBytes }
  if (shmem.model.type === 'ivshmem-doorbell') {
    shmem.msi ??= {}
    shmem.msi.ioeventfd ??= true
  }
}

import { deviceKind } from '../kind.ts'
import { checkShmem, startShmem } from './check.ts'
import { completeShmem } from './defaults.ts'
import { shmemParts } from './qemu.ts'
import { shmemElement } from './xml.ts'

export const shmem = deviceKind({
  element: shmemElement,
  alias: (_, index) => `shmem${index}`,
  complete: completeShmem,
  check: checkShmem,
  start: startShmem,
  address: () => ({ bus: 'pci', connect: 'conventional' }),
  parts: shmemParts,
})

import { deviceKind } from '../kind.ts'
import { checkPstore, checkPstores } from './check.ts'
import { pstoreParts } from './qemu.ts'
import { pstoreElement } from './xml.ts'

export const pstore = deviceKind({
  element: pstoreElement,
  alias: (_, index) => `pstore${index}`,
  check: checkPstore,
  checkAll: checkPstores,
  address: () => ({ bus: 'pci', connect: 'conventional' }),
  parts: pstoreParts,
})

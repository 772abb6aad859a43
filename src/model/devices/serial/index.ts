import { deviceKind } from '../kind.ts'
import { numberPorts } from '../shared/chardev/index.ts'
import { serialAddress } from './address.ts'
import { checkSerial } from './check.ts'
import { completeSerial } from './defaults.ts'
import { serialParts } from './qemu.ts'
import { serialElement } from './xml.ts'

export const serial = deviceKind({
  element: serialElement,
  alias: (_, index) => `serial${index}`,
  arrange: (devices) => numberPorts(devices),
  complete: completeSerial,
  check: checkSerial,
  address: serialAddress,
  parts: serialParts,
})

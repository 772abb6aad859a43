import { deviceKind } from '../kind.ts'
import { numberPorts, showTerminal } from '../shared/chardev/index.ts'
import { serialAddress } from './address.ts'
import { checkSerial } from './check.ts'
import { completeSerial } from './defaults.ts'
import { migratableSerials } from './migratable.ts'
import { serialParts } from './qemu.ts'
import { type Serial, serialElement } from './xml.ts'

export const serial = deviceKind<Serial>({
  element: serialElement,
  alias: (_, index) => `serial${index}`,
  arrange: (devices) => numberPorts(devices),
  complete: completeSerial,
  check: checkSerial,
  address: serialAddress,
  found: showTerminal,
  migratable: migratableSerials,
  parts: serialParts,
})

import { attr, child, element, optional } from '../../../formats/xml/declare.ts'
import { uint, yesNo } from '../../../formats/xml/scalars.ts'
import type { QemuBuild } from '../../qemu/build.ts'
import type { Props } from '../../qemu/part.ts'

const reconnectElement = element(
  'reconnect',
  { enabled: attr(yesNo, 'it is tried again'), timeout: optional(attr(uint, 'seconds between tries')) },
  'What is done when the other side goes away',
)

export const reconnectField = { reconnect: optional(child(reconnectElement)) }

interface Reconnect {
  enabled: boolean
  timeout?: number
}

/** QEMU counts in milliseconds since 9.2. */
export function reconnectProps(reconnect: Reconnect | undefined, qemu: QemuBuild): Props {
  if (!reconnect) return {}
  const seconds = reconnect.enabled ? (reconnect.timeout ?? 0) : 0
  return qemu.atLeast(9, 2) ? { 'reconnect-ms': seconds * 1000 } : { reconnect: seconds }
}

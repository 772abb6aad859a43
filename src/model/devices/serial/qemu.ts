import type { Part, Props } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import { chardevId, chardevParts } from '../shared/chardev/index.ts'
import { isBuiltIn } from './address.ts'
import type { Serial } from './xml.ts'

export function serialParts(serial: Serial, context: LaunchContext): Part[] {
  const { alias } = context
  const backend = chardevParts(serial, { owner: alias }, context)
  const chardev = chardevId(alias)
  if (isBuiltIn(serial))
    return [...backend, { make: 'keyval', option: '-serial', head: `chardev:${chardev}`, props: {} }]
  const driver = serial.target?.model?.name
  return [...backend, { make: 'device', props: { driver, chardev, id: alias, ...ownPlace(serial), ...context.place } }]
}

function ownPlace({ target, address }: Serial): Props {
  const isa = address?.type === 'isa' ? { iobase: address.iobase, irq: address.irq } : undefined
  return { index: target?.type === 'isa-serial' ? target.port : undefined, ...isa }
}

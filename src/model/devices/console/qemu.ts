import type { Part } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import { chardevId, chardevParts } from '../shared/chardev/index.ts'
import type { Console } from './xml.ts'

const drivers: Record<string, string> = { virtio: 'virtconsole', sclp: 'sclpconsole', sclplm: 'sclplmconsole' }

/** Nothing for the console that stands for the first serial port: that port is there already. */
export function consoleParts(console: Console, context: LaunchContext): Part[] {
  const { alias, place } = context
  const driver = drivers[console.target?.type ?? '']
  if (!driver) return []
  return [
    ...chardevParts(console, { owner: alias }, context),
    { make: 'device', props: { driver, ...place, chardev: chardevId(alias), id: alias } },
  ]
}

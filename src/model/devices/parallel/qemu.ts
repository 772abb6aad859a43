import type { Part } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import { chardevId, chardevParts } from '../shared/chardev/index.ts'
import type { Parallel } from './xml.ts'

export function parallelParts(parallel: Parallel, context: LaunchContext): Part[] {
  const { alias } = context
  return [
    ...chardevParts(parallel, { owner: alias, parallel: true }, context),
    { make: 'device', props: { driver: 'isa-parallel', chardev: chardevId(alias), id: alias, ...context.place } },
  ]
}

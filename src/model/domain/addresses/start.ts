import { problemToError } from '../../../base/problems.ts'
import { copyOf } from '../../../formats/xml/reading.ts'
import { makeWorld, type World } from '../world.ts'
import { assignUsb, wantsPorts } from './usb.ts'

/** The guest as it is started: USB ports that the definition leaves open are chosen, in a copy of it. */
export function withPorts(world: World): World {
  if (!wantsPorts(world)) return world
  const { domain, host, qemu, fresh } = world
  const copy = makeWorld(copyOf(domain), host, qemu, fresh)
  assignUsb(copy, true)
  const error = copy.report.problems.find(({ level }) => level === 'error')
  if (error) throw problemToError(error)
  return copy
}

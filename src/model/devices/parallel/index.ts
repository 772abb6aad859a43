import { deviceKind } from '../kind.ts'
import { checkChardev, completeChardev, numberPorts, showTerminal } from '../shared/chardev/index.ts'
import { parallelParts } from './qemu.ts'
import { type Parallel, parallelElement } from './xml.ts'

export const parallel = deviceKind<Parallel>({
  element: parallelElement,
  alias: (_, index) => `parallel${index}`,
  arrange: (devices) => numberPorts(devices),
  complete({ source }) {
    completeChardev(source)
  },
  check(device, context, report) {
    const { machine, qemu } = context
    checkChardev(device, context, report)
    if (machine.isS390 || machine.isPseries || !qemu.hasType('isa-parallel')) {
      report.unsupported(device, `there are no parallel ports on ${machine.arch} with machine '${machine.name}'`)
    }
  },
  found: showTerminal,
  parts: parallelParts,
})

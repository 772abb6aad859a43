import { deviceKind } from '../kind.ts'
import { chardevTypes, completeChardev } from '../shared/chardev/index.ts'
import { checkConsole, checkConsoles } from './check.ts'
import { consoleParts } from './qemu.ts'
import { nameAfterPort, showTty } from './running.ts'
import { type Console, consoleElement } from './xml.ts'

export const console = deviceKind<Console>({
  element: consoleElement,
  alias: (_, index) => `console${index}`,
  arrange(consoles) {
    consoles.forEach((each, index) => {
      each.target = { ...each.target, port: index }
    })
  },
  complete(device) {
    // the terminal is the running guest's
    device.tty = undefined
    completeChardev(device.source)
  },
  check: checkConsole,
  checkAll: checkConsoles,
  address({ target, address }) {
    if (target?.type !== 'virtio') return undefined
    // QEMU chooses the port of a console that names none
    return { bus: 'virtio-serial', first: 0, portFromQemu: address?.type !== 'virtio-serial' }
  },
  capabilities: (context) => ({ type: chardevTypes(context) }),
  running: nameAfterPort,
  found: showTty,
  parts: consoleParts,
})

import { deviceKind } from '../kind.ts'
import { showTerminal } from '../shared/chardev/index.ts'
import { channelCapabilities } from './capabilities.ts'
import { checkChannel } from './check.ts'
import { completeChannel } from './defaults.ts'
import { channelParts } from './qemu.ts'
import { showSocket } from './running.ts'
import { type Channel, channelElement } from './xml.ts'

export const channel = deviceKind<Channel>({
  element: channelElement,
  alias: (_, index) => `channel${index}`,
  complete: completeChannel,
  check: checkChannel,
  // port 0 is the console's
  address: ({ target }) => (target.end.type === 'virtio' ? { bus: 'virtio-serial', first: 1 } : undefined),
  capabilities: channelCapabilities,
  running: showSocket,
  found: showTerminal,
  parts: channelParts,
})

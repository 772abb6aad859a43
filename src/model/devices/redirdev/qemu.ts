import type { Part } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import { chardevId, chardevParts } from '../shared/chardev/index.ts'
import { usbFilter } from '../shared/usb-rules.ts'
import type { Redirdev } from './xml.ts'

export function redirdevParts(redirdev: Redirdev, context: LaunchContext): Part[] {
  const { alias, bootIndex, guest, place } = context
  return [
    ...chardevParts(redirdev, { owner: alias, spice: 'usbredir' }, context),
    {
      make: 'device',
      props: {
        driver: 'usb-redir',
        chardev: chardevId(alias),
        id: alias,
        filter: usbFilter(guest.usbRules),
        bootindex: bootIndex,
        ...place,
      },
    },
  ]
}

import type { Part } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import { virtioDriver, virtioProps } from '../shared/virtio.ts'
import type { Input } from './xml.ts'

const usbDrivers = { mouse: 'usb-mouse', tablet: 'usb-tablet', keyboard: 'usb-kbd' } as const

/** Nothing for PS/2: what sits on that bus is part of the board. */
export function inputParts(input: Input, { alias, place }: LaunchContext): Part[] {
  if (input.type === 'evdev') return [{ make: 'object', props: evdevProps(input, alias) }]
  if (input.bus === 'virtio') {
    const base = input.type === 'passthrough' ? 'virtio-input-host' : `virtio-${input.type}`
    return [
      {
        make: 'device',
        props: {
          driver: virtioDriver(base, input, input.model),
          ...virtioProps(input.driver),
          id: alias,
          evdev: input.evdev,
          ...place,
        },
      },
    ]
  }
  if (input.bus !== 'usb' || input.type === 'passthrough') return []
  return [{ make: 'device', props: { driver: usbDrivers[input.type], id: alias, ...place } }]
}

function evdevProps({ dev, repeat, grab, grabToggle }: Input, id: string) {
  return {
    'qom-type': 'input-linux',
    id,
    evdev: dev,
    repeat,
    grab_all: grab === 'all' ? true : undefined,
    'grab-toggle': grabToggle,
  }
}

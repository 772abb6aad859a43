import type { DeviceContext } from '../context.ts'
import type { Input } from './xml.ts'

/** Mouse and keyboard that the machine has, or that a display is of no use without. */
export function arrangeInputs(inputs: Input[], context: DeviceContext): void {
  for (const input of inputs) input.bus ??= usualBus(input, context)
  const bus = impliedBus(context)
  if (!bus) return
  for (const type of bus === 'ps2' ? (['mouse', 'keyboard'] as const) : (['keyboard', 'mouse'] as const)) {
    if (!inputs.some((input) => input.bus === bus && pointsAs(input, type))) inputs.push({ type, bus })
  }
}

/** Who has a USB tablet needs no mouse beside it. */
function pointsAs(input: Input, type: 'mouse' | 'keyboard'): boolean {
  return input.type === type || (type === 'mouse' && input.type === 'tablet' && input.bus === 'usb')
}

function usualBus({ type }: Input, { machine }: DeviceContext): Input['bus'] {
  if (type === 'evdev') return undefined
  if (machine.isX86 && (type === 'mouse' || type === 'keyboard')) return 'ps2'
  return machine.isS390 || type === 'passthrough' ? 'virtio' : 'usb'
}

function impliedBus({ machine, guest }: DeviceContext): 'ps2' | 'usb' | undefined {
  if (machine.isX86) return guest.feature('ps2') === false ? undefined : 'ps2'
  return machine.isPpc64 && guest.graphics.length > 0 ? 'usb' : undefined
}

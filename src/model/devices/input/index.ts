import { deviceKind } from '../kind.ts'
import { virtioNeed } from '../shared/virtio.ts'
import { checkInput } from './check.ts'
import { arrangeInputs } from './defaults.ts'
import { migratableInputs } from './migratable.ts'
import { inputParts } from './qemu.ts'
import { inputElement } from './xml.ts'

export const input = deviceKind({
  element: inputElement,
  alias: (_, index) => `input${index}`,
  arrange: arrangeInputs,
  check: checkInput,
  address(device, context) {
    if (device.bus === 'usb') return { bus: 'usb' }
    return device.bus === 'virtio' ? virtioNeed(context, device.model) : undefined
  },
  migratable: migratableInputs,
  parts: inputParts,
})

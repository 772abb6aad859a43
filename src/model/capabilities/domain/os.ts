import type { CapabilityContext } from '../../devices/context.ts'
import { executableOf, fitsMachine } from '../../domain/os/firmware.ts'
import { enumOf } from './answer.ts'
import type { DomainCapabilities } from './xml.ts'

/** What a guest can be booted by. */
export function bootCapabilities(context: CapabilityContext): DomainCapabilities['os'] {
  const fitting = context.host.firmware.filter((descriptor) => fitsMachine(descriptor, context))
  const interfaces = new Set(fitting.flatMap((each) => each['interface-types']))
  const files = new Set(fitting.flatMap((each) => executableOf(each)?.filename ?? []))
  const secure = fitting.some(({ features }) => features.includes('requires-smm') || features.includes('secure-boot'))
  return {
    supported: true,
    enum: [
      enumOf('firmware', [...(interfaces.has('bios') ? ['bios'] : []), ...(interfaces.has('uefi') ? ['efi'] : [])]),
    ],
    loader: {
      supported: true,
      value: [...files].map((word) => ({ word })),
      enum: [
        enumOf('type', ['rom', 'pflash']),
        enumOf('readonly', ['yes', 'no']),
        enumOf('secure', secure ? ['yes', 'no'] : ['no']),
      ],
    },
  }
}

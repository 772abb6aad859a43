import type { MigratableContext } from '../context.ts'
import { sortControllers } from './order.ts'
import type { Controller } from './xml.ts'

/** The root of PCI and the board's own USB controller were there before XML had names for them. */
export function migratableControllers(controllers: Controller[], { machine }: MigratableContext): void {
  sortControllers(controllers)
  const implied = [
    machine.isI440fx ? only(controllers, 'usb', 'piix3-uhci') : undefined,
    only(controllers, 'pci', 'pci-root'),
  ]
  const kept = controllers.filter((each) => !implied.includes(each))
  for (const each of kept) if (each.type === 'pci' && each.model === 'pci-root') each.modelName = undefined
  controllers.splice(0, controllers.length, ...kept)
}

/** The one of its type, where it is as it comes by itself; a name that its user gave would be lost. */
function only(controllers: readonly Controller[], type: Controller['type'], model: string): Controller | undefined {
  const [first, ...others] = controllers.filter((each) => each.type === type)
  const isPlain = first?.index === 0 && first.model === model && !first.alias?.name.startsWith('ua-')
  return isPlain && others.length === 0 ? first : undefined
}

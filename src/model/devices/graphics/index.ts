import { deviceKind } from '../kind.ts'
import { checkDisplays, checkGraphics } from './check.ts'
import { completeGraphics } from './defaults.ts'
import { graphicsParts } from './qemu.ts'
import { graphicsElement } from './xml.ts'

export const graphics = deviceKind({
  element: graphicsElement,
  alias: (_, index) => `graphics${index}`,
  complete: completeGraphics,
  check: checkGraphics,
  checkAll: checkDisplays,
  parts: graphicsParts,
})

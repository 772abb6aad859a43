import { deviceKind } from '../kind.ts'
import { graphicsCapabilities } from './capabilities.ts'
import { checkDisplays, checkGraphics } from './check.ts'
import { completeGraphics } from './defaults.ts'
import { migratableGraphics } from './migratable.ts'
import { passwordCommands } from './password.ts'
import { graphicsParts, screenOf } from './qemu.ts'
import { showListens, showPorts } from './running.ts'
import { graphicsElement } from './xml.ts'

export const graphics = deviceKind({
  element: graphicsElement,
  alias: (_, index) => `graphics${index}`,
  complete: completeGraphics,
  check: checkGraphics,
  checkAll: checkDisplays,
  environment: ({ backend }) => (backend.type === 'sdl' ? screenOf(backend) : {}),
  commands: passwordCommands,
  capabilities: graphicsCapabilities,
  nameless: true,
  running: showListens,
  found: showPorts,
  migratable: migratableGraphics,
  parts: graphicsParts,
})

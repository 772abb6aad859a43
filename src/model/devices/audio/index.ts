import { deviceKind } from '../kind.ts'
import { checkAudio, checkAudios } from './check.ts'
import { arrangeAudios, completeAudio } from './defaults.ts'
import { migratableAudios } from './migratable.ts'
import { audioEnvironment, audioParts } from './qemu.ts'
import { audioElement } from './xml.ts'

export const audio = deviceKind({
  element: audioElement,
  alias: ({ id }) => `audio${id}`,
  arrange: arrangeAudios,
  complete: completeAudio,
  check: checkAudio,
  checkAll: checkAudios,
  environment: audioEnvironment,
  nameless: true,
  migratable: migratableAudios,
  parts: audioParts,
})

import { deviceKind } from '../kind.ts'
import { videoAddress } from './address.ts'
import { videoCapabilities } from './capabilities.ts'
import { checkVideo, checkVideos } from './check.ts'
import { arrangeVideos, completeVideo } from './defaults.ts'
import { videoParts } from './qemu.ts'
import { videoElement } from './xml.ts'

export const video = deviceKind({
  element: videoElement,
  alias: (_, index) => `video${index}`,
  arrange: arrangeVideos,
  complete: completeVideo,
  check: checkVideo,
  checkAll: checkVideos,
  address: videoAddress,
  capabilities: videoCapabilities,
  parts: videoParts,
})

import type { Props } from '../../qemu/part.ts'
import type { DeviceContext } from '../context.ts'

interface Gl {
  gl?: boolean
  rendernode?: string
}

/** OpenGL on the host's GPU: the one that is named, else the one that there is. */
export function openGl({ gl, rendernode }: Gl, { host }: DeviceContext): Props {
  return gl ? { gl: true, rendernode: rendernode ?? host.renderNode() } : {}
}

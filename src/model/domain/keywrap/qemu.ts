import type { Props } from '../../qemu/part.ts'
import type { World } from '../world.ts'

/** Properties of the machine that switch the wrapping of keys. */
export function keyWrap({ domain }: World): Props {
  const state = (name: string) => domain.keywrap?.cipher.find((cipher) => cipher.name === name)?.state
  return { 'aes-key-wrap': state('aes'), 'dea-key-wrap': state('dea') }
}

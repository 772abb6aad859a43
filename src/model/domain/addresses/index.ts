import type { World } from '../world.ts'

/** Gives every device that needs one an address, and every address its controller. */
export function assignAddresses(_world: World): void {}

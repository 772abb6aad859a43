import type { KindName } from '../../devices/index.ts'
import type { AddressNeed } from '../../devices/kind.ts'
import { devicesOf, type PlacedDevice, type World } from '../world.ts'

export type NeedOf<B extends AddressNeed['bus']> = Extract<AddressNeed, { bus: B }>

export interface NeedyDevice<N = AddressNeed> extends PlacedDevice {
  need: N
}

/** Devices that want to be plugged into that bus, kinds in the given order. */
export function devicesNeeding<B extends AddressNeed['bus']>(
  world: World,
  bus: B,
  order: readonly KindName[],
): NeedyDevice<NeedOf<B>>[] {
  return devicesOf(world.domain, order).flatMap((placed) => {
    const need = placed.kind.address?.(placed.device, world.context)
    return need?.bus === bus ? [{ ...placed, need: need as NeedOf<B> }] : []
  })
}

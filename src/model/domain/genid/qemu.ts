import type { Emitter } from '../section.ts'

export const generationId: Emitter = ({ domain }) =>
  domain.genid ? [{ make: 'device', props: { driver: 'vmgenid', guid: domain.genid.uuid, id: 'vmgenid0' } }] : []

import type { Part } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import { virtioDriver, virtioProps } from '../shared/virtio.ts'
import type { Sound } from './xml.ts'

/** The PC speaker is part of the board, so it has no driver of its own. */
const drivers: Record<Sound['model'], string | undefined> = {
  sb16: 'sb16',
  es1370: 'ES1370',
  pcspk: undefined,
  ac97: 'AC97',
  ich6: 'intel-hda',
  ich7: undefined,
  ich9: 'ich9-intel-hda',
  usb: 'usb-audio',
  virtio: 'virtio-sound',
}

function hasCodecs({ model }: Sound): boolean {
  return model === 'ich6' || model === 'ich9'
}

export function soundDriver(sound: Sound): string | undefined {
  return sound.model === 'virtio' ? virtioDriver('virtio-sound', sound) : drivers[sound.model]
}

export function soundParts(sound: Sound, context: LaunchContext): Part[] {
  const { alias, place } = context
  const driver = soundDriver(sound)
  const audiodev = context.audio(sound.audio)
  if (!driver) return [{ make: 'keyval', option: '-machine', props: { 'pcspk-audiodev': audiodev } }]
  if (hasCodecs(sound))
    return [{ make: 'device', props: { driver, id: alias, ...place } }, ...codecs(sound, alias, audiodev)]
  return [
    {
      make: 'device',
      props: {
        driver,
        ...virtioProps(sound.driver),
        id: alias,
        audiodev,
        multi: sound.multichannel,
        streams: sound.streams,
        ...place,
      },
    },
  ]
}

function codecs(sound: Sound, alias: string, audiodev: string | undefined): Part[] {
  const types = sound.codec.length > 0 ? sound.codec.map(({ type }) => type) : ['duplex']
  return types.map((type, index) => ({
    make: 'device',
    props: { driver: `hda-${type}`, id: `${alias}-codec${index}`, bus: `${alias}.0`, cad: index, audiodev },
  }))
}

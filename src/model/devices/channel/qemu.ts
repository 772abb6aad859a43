import type { Part } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import { chardevId, chardevParts } from '../shared/chardev/index.ts'
import type { Channel } from './xml.ts'

/** The name under which the agent in the guest looks for SPICE. */
export const spiceAgent = 'com.redhat.spice.0'

export function channelParts(channel: Channel, context: LaunchContext): Part[] {
  const { alias, place } = context
  const { end } = channel.target
  const chardev = chardevId(alias)
  if (end.type === 'guestfwd') {
    const forward = { str: `tcp:${end.address}:${end.port}-chardev:${chardev}` }
    return [
      ...chardevParts(channel, { owner: alias }, context),
      { make: 'netdev', props: { type: 'user', guestfwd: [forward], id: alias } },
    ]
  }
  const naming = { owner: alias, generatedPath: socketOf(channel, context), spice: 'vdagent' } as const
  const name = end.name ?? (channel.source.type === 'spicevmc' ? spiceAgent : undefined)
  return [
    ...chardevParts(channel, naming, context),
    { make: 'device', props: { driver: 'virtserialport', ...place, chardev, id: alias, name } },
  ]
}

/** Where the socket of a channel is that names none. */
export function socketOf(
  { target: { end } }: Channel,
  { alias, channelFolder }: Pick<LaunchContext, 'alias' | 'channelFolder'>,
): string {
  return `${channelFolder}/${('name' in end && end.name) || alias}`
}

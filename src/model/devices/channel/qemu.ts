import type { Part } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import { chardevId, chardevParts } from '../shared/chardev/index.ts'
import type { Channel } from './xml.ts'

export function channelParts(channel: Channel, context: LaunchContext): Part[] {
  const { alias, place, channelFolder } = context
  const { end } = channel.target
  const chardev = chardevId(alias)
  if (end.type === 'guestfwd') {
    const forward = { str: `tcp:${end.address}:${end.port}-chardev:${chardev}` }
    return [
      ...chardevParts(channel, { owner: alias }, context),
      { make: 'netdev', props: { type: 'user', guestfwd: [forward], id: alias } },
    ]
  }
  const naming = { owner: alias, generatedPath: `${channelFolder}/${end.name ?? alias}`, spice: 'vdagent' } as const
  return [
    ...chardevParts(channel, naming, context),
    { make: 'device', props: { driver: 'virtserialport', ...place, chardev, id: alias, name: end.name } },
  ]
}

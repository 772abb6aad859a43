import type { Part, Props } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import type { Audio } from './xml.ts'

const drivers: Record<string, string> = { file: 'wav', pulseaudio: 'pa' }

/** QEMU's names of what only some backends have. */
const ownNames: Record<string, string> = {
  tryMMap: 'try-mmap',
  exclusive: 'exclusive',
  dspPolicy: 'dsp-policy',
  path: 'path',
  serverName: 'server',
}

const directionNames: Record<string, string> = {
  mixingEngine: 'mixing-engine',
  fixedSettings: 'fixed-settings',
  voices: 'voices',
  bufferLength: 'buffer-length',
  frequency: 'frequency',
  channels: 'channels',
  format: 'format',
  dev: 'dev',
  tryPoll: 'try-poll',
  bufferCount: 'buffer-count',
  serverName: 'server-name',
  clientName: 'client-name',
  connectPorts: 'connect-ports',
  exactName: 'exact-name',
  name: 'name',
  streamName: 'stream-name',
  latency: 'latency',
}

export function audioParts({ backend }: Audio, { alias }: LaunchContext): Part[] {
  const { type, timerPeriod, input, output, ...own } = backend
  return [
    {
      make: 'audiodev',
      props: {
        id: alias,
        driver: drivers[type] ?? type,
        'timer-period': timerPeriod,
        ...renamed(own, ownNames),
        in: input && renamed(input, directionNames),
        out: output && renamed(output, directionNames),
      },
    },
  ]
}

/** What the libraries behind a backend are told by their own means. */
export function audioEnvironment({ backend }: Audio): Record<string, string> {
  if (backend.type === 'sdl' && backend.driver) return { SDL_AUDIODRIVER: backend.driver }
  return backend.type === 'pipewire' && backend.runtimeDir ? { PIPEWIRE_RUNTIME_DIR: backend.runtimeDir } : {}
}

/** What has no name at QEMU is for the environment of its process. */
function renamed(values: object, names: Record<string, string>): Props {
  const known = Object.entries(values).flatMap(([key, value]) => (names[key] ? [[names[key], value]] : []))
  return Object.fromEntries(known) as Props
}

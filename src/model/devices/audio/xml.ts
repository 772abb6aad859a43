import {
  attr,
  child,
  element,
  type Field,
  type Infer,
  optional,
  type Shape,
  union,
  within,
} from '../../../formats/xml/declare.ts'
import { nonEmpty, oneOf, positive, string, uint, yesNo } from '../../../formats/xml/scalars.ts'
import { commonFields } from '../shared/common.ts'

const format = oneOf('u8', 's8', 'u16', 's16', 'u32', 's32', 'f32')

/** `<input>` and `<output>`: what all backends have, and what this one adds. */
function direction<S extends Shape>(name: 'input' | 'output', own: S) {
  return element(name, {
    mixingEngine: optional(attr(yesNo, "QEMU's own mixer")),
    fixedSettings: optional(attr(yesNo, 'the settings below, whatever the guest plays')),
    voices: optional(attr(uint, 'that play at a time')),
    bufferLength: optional(attr(uint, 'microseconds')),
    ...own,
    ...within('settings', {
      frequency: optional(attr(uint, 'Hz')),
      channels: optional(attr(uint, '1 is mono, 2 stereo')),
      format: optional(attr(format, 'of a sample')),
    }),
  })
}

function directions<S extends Shape>(own: S) {
  return {
    input: optional(child(direction('input', own))),
    output: optional(child(direction('output', own))),
  }
}

const timerPeriod = optional(attr(positive, 'microseconds'))
const bufferCount = optional(attr(uint, 'buffers'))
const stream = {
  name: optional(attr(string, 'the source or sink of the server')),
  streamName: optional(attr(string, 'by which the server shows it')),
  latency: optional(attr(uint, 'microseconds')),
}

const backends = union('type', {
  none: { timerPeriod, ...directions({}) },
  alsa: {
    timerPeriod,
    ...directions({
      dev: optional(attr(nonEmpty, 'the device of the host')),
      tryPoll: optional(attr(yesNo, 'told when there is room, where the device can')),
    }),
  },
  coreaudio: { timerPeriod, ...directions({ bufferCount }) },
  jack: {
    timerPeriod,
    ...directions({
      serverName: optional(attr(string, 'which server')),
      clientName: optional(attr(string, 'by which the server knows the guest')),
      connectPorts: optional(attr(string, 'a pattern of the ports to connect with')),
      exactName: optional(attr(yesNo, 'the server may not change the name')),
    }),
  },
  oss: {
    timerPeriod,
    tryMMap: optional(attr(yesNo, 'memory is shared with the device')),
    exclusive: optional(attr(yesNo, 'no other program may use it')),
    dspPolicy: optional(attr(uint, 'latency: 0 is the least, 10 the most')),
    ...directions({
      dev: optional(attr(nonEmpty, 'the device of the host')),
      bufferCount,
      tryPoll: optional(attr(yesNo, 'told when there is room, where the device can')),
    }),
  },
  pulseaudio: { timerPeriod, serverName: optional(attr(string, 'which server')), ...directions(stream) },
  pipewire: { timerPeriod, runtimeDir: optional(attr(nonEmpty, 'the folder of its socket')), ...directions(stream) },
  sdl: {
    timerPeriod,
    driver: optional(attr(oneOf('esd', 'alsa', 'arts', 'pulseaudio'), 'of SDL')),
    ...directions({ bufferCount }),
  },
  spice: { timerPeriod, ...directions({}) },
  file: { timerPeriod, path: optional(attr(nonEmpty, 'a WAV file')), ...directions({}) },
  dbus: { timerPeriod, ...directions({}) },
})

export const audioElement = element(
  'audio',
  { id: attr(positive, 'by which sound devices and displays name it'), backend: backends, ...commonFields },
  'Where the sound of the guest goes on the host',
)

export type Audio = Infer<typeof audioElement>
export type AudioBackend = typeof backends extends Field<infer T> ? T : never

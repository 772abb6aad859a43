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
    voices: optional(attr(uint)),
    bufferLength: optional(attr(uint, 'microseconds')),
    ...own,
    ...within('settings', {
      frequency: optional(attr(uint, 'Hz')),
      channels: optional(attr(uint)),
      format: optional(attr(format)),
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
const bufferCount = optional(attr(uint))
const stream = {
  name: optional(attr(string)),
  streamName: optional(attr(string)),
  latency: optional(attr(uint, 'microseconds')),
}

const backends = union('type', {
  none: { timerPeriod, ...directions({}) },
  alsa: {
    timerPeriod,
    ...directions({ dev: optional(attr(nonEmpty)), tryPoll: optional(attr(yesNo)) }),
  },
  coreaudio: { timerPeriod, ...directions({ bufferCount }) },
  jack: {
    timerPeriod,
    ...directions({
      serverName: optional(attr(string)),
      clientName: optional(attr(string)),
      connectPorts: optional(attr(string)),
      exactName: optional(attr(yesNo)),
    }),
  },
  oss: {
    timerPeriod,
    tryMMap: optional(attr(yesNo)),
    exclusive: optional(attr(yesNo)),
    dspPolicy: optional(attr(uint)),
    ...directions({ dev: optional(attr(nonEmpty)), bufferCount, tryPoll: optional(attr(yesNo)) }),
  },
  pulseaudio: { timerPeriod, serverName: optional(attr(string)), ...directions(stream) },
  pipewire: { timerPeriod, runtimeDir: optional(attr(nonEmpty)), ...directions(stream) },
  sdl: {
    timerPeriod,
    driver: optional(attr(oneOf('esd', 'alsa', 'arts', 'pulseaudio'))),
    ...directions({ bufferCount }),
  },
  spice: { timerPeriod, ...directions({}) },
  file: { timerPeriod, path: optional(attr(nonEmpty)), ...directions({}) },
  dbus: { timerPeriod, ...directions({}) },
})

export const audioElement = element(
  'audio',
  { id: attr(positive, 'by which sound devices and displays name it'), backend: backends, ...commonFields },
  'Where the sound of the guest goes on the host',
)

export type Audio = Infer<typeof audioElement>
export type AudioBackend = typeof backends extends Field<infer T> ? T : never

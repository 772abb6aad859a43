import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import type { Audio } from './xml.ts'

type Direction = NonNullable<Audio['backend']['input']>

/** The QEMU that has them for the first time. */
const since: Partial<Record<Audio['backend']['type'], readonly [number, number]>> = { dbus: [7, 0], pipewire: [8, 1] }

export function checkAudio({ backend }: Audio, { guest, qemu }: DeviceContext, report: Report): void {
  const first = since[backend.type]
  if (first && !qemu.atLeast(...first)) {
    report.unsupported(backend, `${qemu.binary} has no audio backend '${backend.type}': QEMU ${first.join('.')} has`)
  }
  if (backend.type === 'spice' && !guest.graphics.includes('spice')) {
    report.unsupported(backend, "audio backend 'spice' plays through <graphics type='spice'>: there is none")
  }
  for (const direction of [backend.input, backend.output]) if (direction) checkDirection(direction, report)
}

function checkDirection(direction: Direction, report: Report): void {
  const { mixingEngine, fixedSettings, frequency, channels, format } = direction
  const settings = frequency !== undefined || channels !== undefined || format !== undefined
  if (fixedSettings && !mixingEngine) {
    report.unsupported(direction, "fixedSettings='yes' needs mixingEngine='yes': QEMU's mixer does the conversion")
  }
  if (settings && !fixedSettings) {
    report.unsupported(direction, "<settings> needs fixedSettings='yes': otherwise the guest's own settings are used")
  }
}

export function checkAudios(audios: readonly Audio[], _: DeviceContext, report: Report): void {
  const seen = new Set<number>()
  for (const audio of audios) {
    if (seen.has(audio.id)) report.invalid(audio, `audio backend id ${audio.id} is used more than once`)
    seen.add(audio.id)
  }
}

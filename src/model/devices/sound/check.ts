import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import { soundDriver } from './qemu.ts'
import type { Sound } from './xml.ts'

export function checkSound(sound: Sound, { guest, machine, qemu }: DeviceContext, report: Report): void {
  const { model } = sound
  if (model === 'ich7') report.unsupported(sound, "sound model 'ich7' is not one of QEMU's: 'ich6' and 'ich9' are")
  const device = soundDriver(sound)
  if (device && !qemu.hasType(device)) {
    report.unsupported(sound, `${qemu.binary} has no '${device}', which sound model '${model}' is`)
  }
  if (sound.audio !== undefined && !guest.audios.includes(sound.audio)) {
    report.invalid(
      sound,
      `the sound card plays to audio backend ${sound.audio}, but there is no <audio id='${sound.audio}'>`,
    )
  }
  if (guest.audios.length === 0)
    report.error('INTERNAL_ERROR', sound, 'a sound card needs an <audio> backend: there is none')
  if (model === 'pcspk' && !machine.isX86) {
    report.unsupported(sound, "sound model 'pcspk' is the speaker of a PC: this machine has none")
  }
  if (sound.multichannel !== undefined && model !== 'usb') {
    report.unsupported(sound, `attribute 'multichannel' is for sound model 'usb', not '${model}'`)
  }
  if (sound.streams !== undefined && model !== 'virtio') {
    report.unsupported(sound, `attribute 'streams' is for sound model 'virtio', not '${model}'`)
  }
  if (sound.driver && model !== 'virtio') {
    report.unsupported(sound.driver, `<driver> is for sound model 'virtio', not '${model}'`)
  }
}

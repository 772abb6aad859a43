import { describe, expect, it } from 'vitest'
import { completeGuest, optionsOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

const backends = (xml: string) => completeGuest(xml).domain.devices.audio.map(({ backend }) => backend.type)

describe('an audio backend', () => {
  it('is there in any case, but where QEMU has the screen to itself', () => {
    expect(backends('')).toEqual(['none'])
    expect(backends("<graphics type='vnc'/>")).toEqual(['none'])
    expect(backends("<graphics type='spice'/>")).toEqual(['spice'])
    expect(backends("<graphics type='sdl'/>")).toEqual([])
  })

  it("is an option with QEMU's names", () => {
    const xml = `<audio id='2' type='pulseaudio' timerPeriod='50' serverName='here'>
      <input mixingEngine='yes' fixedSettings='yes' name='a'><settings frequency='44100' channels='2' format='s16'/></input>
      <output bufferLength='9' latency='3'/></audio>`
    expect(optionsOf(planGuest(xml), '-audiodev')).toEqual([
      {
        ...{ id: 'audio2', driver: 'pa', 'timer-period': 50, server: 'here' },
        in: { 'mixing-engine': true, 'fixed-settings': true, frequency: 44100, channels: 2, format: 's16', name: 'a' },
        out: { 'buffer-length': 9, latency: 3 },
      },
    ])
  })

  it('tells its library what QEMU has no option for', () => {
    const { environment } = planGuest("<audio id='1' type='sdl' driver='alsa'/>")
    expect(environment).toMatchObject({ SDL_AUDIODRIVER: 'alsa' })
    expect(planGuest("<audio id='1' type='pipewire' runtimeDir='/run/u'/>").environment).toMatchObject({
      PIPEWIRE_RUNTIME_DIR: '/run/u',
    })
  })

  it('is refused where the build is too old for it', () => {
    const facts = { version: { major: 8, minor: 0, micro: 0, package: '' } }
    expect(problemsOf("<audio id='1' type='pipewire'/>")).toEqual([])
    expect(problemsOf("<audio id='1' type='pipewire'/>", { facts })).toMatchObject([{ code: 'CONFIG_UNSUPPORTED' }])
  })

  it.each([
    [
      'settings that are not fixed',
      "<audio id='1' type='none'><input><settings frequency='8000'/></input></audio>",
      'CONFIG_UNSUPPORTED',
    ],
    [
      'fixed settings without the mixer',
      "<audio id='1' type='none'><output fixedSettings='yes'/></audio>",
      'CONFIG_UNSUPPORTED',
    ],
    ['a number that is taken', "<audio id='1' type='none'/><audio id='1' type='none'/>", 'XML_ERROR'],
  ])('is refused with %s', (_, xml, code) => {
    expect(problemsOf(xml)).toMatchObject([{ code }])
  })
})

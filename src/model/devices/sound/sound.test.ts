import { describe, expect, it } from 'vitest'
import { completedXml, deviceOf, optionsOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

it('is refused where its backend is not there', () => {
  expect(problemsOf("<sound model='ac97'><audio id='7'/></sound>")).toMatchObject([{ code: 'XML_ERROR' }])
})

describe('a sound card', () => {
  it('plays to a backend: its own, else the first', () => {
    const audios = "<audio id='3' type='none'/><audio id='4' type='none'/>"
    expect(deviceOf(planGuest(`<sound model='ac97'/>${audios}`), 'sound0')).toMatchObject({
      driver: 'AC97',
      audiodev: 'audio3',
    })
    const named = `<sound model='ac97'><audio id='4'/></sound>${audios}`
    expect(deviceOf(planGuest(named), 'sound0')).toMatchObject({ audiodev: 'audio4' })
    expect(completedXml(named)).toContain("<sound model='ac97'>\n      <audio id='4'/>")
  })

  it('of HDA is a bus with codecs', () => {
    const plan = planGuest("<sound model='ich6'><codec type='micro'/><codec type='duplex'/></sound>")
    expect(deviceOf(plan, 'sound0')).toMatchObject({ driver: 'intel-hda' })
    expect(deviceOf(plan, 'sound0-codec1')).toEqual({
      ...{ driver: 'hda-duplex', id: 'sound0-codec1', bus: 'sound0.0', cad: 1, audiodev: 'audio1' },
    })
    expect(deviceOf(planGuest("<sound model='ich9'/>"), 'sound0-codec0')).toMatchObject({ driver: 'hda-duplex' })
  })

  it('over virtio has two streams, unless it says how many', () => {
    expect(deviceOf(planGuest("<sound model='virtio'/>"), 'sound0')).toMatchObject({
      driver: 'virtio-sound-pci',
      streams: 2,
    })
  })

  it('can be the speaker of the board', () => {
    expect(optionsOf(planGuest("<sound model='pcspk'/>"), '-machine')).toContain('pcspk-audiodev=audio1')
  })

  it.each([
    ['a model of another hypervisor', "<sound model='ich7'/>"],
    ['streams of another model', "<sound model='ac97' streams='3'/>"],
    ['a card that this QEMU has not', "<sound model='sb16'/>"],
  ])('is refused with %s', (_, xml) => {
    expect(problemsOf(xml)).toMatchObject([{ code: 'CONFIG_UNSUPPORTED' }])
  })
})

import { describe, expect, it } from 'vitest'
import { completedXml, deviceOf, optionsOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

const tpm = (backend: string, model = '') => `<tpm${model && ` model='${model}'`}><backend ${backend}</backend></tpm>`

describe('a TPM', () => {
  it('is emulated beside QEMU', () => {
    const plan = planGuest(tpm("type='emulator'>"))
    expect(optionsOf(plan, '-chardev')).toContain('socket,id=chrtpm,path=/lib/lodge/domain-1-test/swtpm.sock')
    expect(optionsOf(plan, '-tpmdev')).toEqual(['emulator,id=tpm-tpm0,chardev=chrtpm'])
    expect(deviceOf(plan, 'tpm0')).toEqual({ driver: 'tpm-tis', tpmdev: 'tpm-tpm0', id: 'tpm0' })
  })

  it('is of the version that its model knows', () => {
    const version = (model: string) => completedXml(tpm("type='emulator'>", model))
    expect(version('tpm-tis')).toContain("<backend type='emulator' version='1.2'/>")
    expect(version('tpm-crb')).toContain("<backend type='emulator' version='2.0'/>")
  })

  it("can be the host's own, through descriptors", () => {
    const plan = planGuest(tpm("type='passthrough'><device path='/dev/tpm0'/>", 'tpm-crb'))
    expect(plan.descriptors.slice(1)).toEqual([
      { descriptor: 'device', path: '/dev/tpm0' },
      { descriptor: 'file', path: '/sys/cancel', append: true },
    ])
    expect(optionsOf(plan, '-tpmdev')).toEqual(['passthrough,id=tpm-tpm0,path=/dev/fdset/0,cancel-path=/dev/fdset/1'])
  })

  it('can be emulated by somebody else', () => {
    const plan = planGuest(tpm("type='external'><source type='unix' path='/tmp/t'/>"))
    expect(optionsOf(plan, '-chardev')).toContain('socket,id=chrtpm,path=/tmp/t')
  })

  it.each([
    ['an old version with a new model', tpm("type='emulator' version='1.2'>", 'tpm-crb'), 'CONFIG_UNSUPPORTED'],
    ["another machine's model", tpm("type='emulator'>", 'tpm-spapr'), 'CONFIG_UNSUPPORTED'],
    ['no socket', tpm("type='external'>"), 'XML_ERROR'],
    ['a secret that is none', tpm("type='emulator' version='2.0'><encryption secret='x'/>"), 'XML_ERROR'],
    ['a second one', tpm("type='emulator'>") + tpm("type='emulator'>"), 'CONFIG_UNSUPPORTED'],
  ])('is refused with %s', (_, xml, code) => {
    expect(problemsOf(xml).map((problem) => problem.code)).toContain(code)
  })
})

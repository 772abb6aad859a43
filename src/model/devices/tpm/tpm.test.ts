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

  it('is a program that keeps its state by the UUID of its guest', () => {
    const [swtpm] = planGuest(
      tpm("type='emulator' version='2.0' debug='5'><active_pcr_banks><sha384/></active_pcr_banks>"),
    ).processes
    const folder = '/lib/lodge/swtpm/c7a5fdbd-edaf-9455-926a-d65c16db1809/tpm2'
    expect(swtpm?.arguments).toEqual([
      ...['socket', '--ctrl', 'type=unixio,fd=3', '--tpmstate', `dir=${folder},mode=0600`],
      ...['--log', 'fd=2,level=5', '--tpm2', '--terminate'],
    ])
    expect(swtpm?.state).toMatchObject({ folder, file: 'tpm2-00.permall', own: true })
    expect(swtpm?.state?.setup.arguments).toEqual([
      ...['--tpm2', '--vmid', 'test:c7a5fdbd-edaf-9455-926a-d65c16db1809', '--createek', '--create-ek-cert'],
      ...['--create-platform-cert', '--lock-nvram', '--not-overwrite', '--pcr-banks', 'sha384', '--tpm-state'],
    ])
    expect(swtpm?.state?.setup.change).toEqual(['--tpm2', '--reconfigure', '--pcr-banks', 'sha384', '--tpm-state'])
  })

  it.each([
    ['a secret that is not there', "<encryption secret='c7a5fdbd-edaf-9455-926a-d65c16db1800'/>", 'is encrypted'],
    ['a path that swtpm would take apart', "<source type='dir' path='/a,mode=0777'/>", 'comma'],
    ['a file', "<source type='file' path='/a'/>", 'only a folder'],
  ])('is not started with %s', (_, inside, words) => {
    const plan = () => planGuest(tpm(`type='emulator' version='2.0'>${inside}`), { host: { secret: () => undefined } })
    expect(plan).toThrow(words)
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

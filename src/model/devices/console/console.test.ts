import { describe, expect, it } from 'vitest'
import { completedXml, deviceOf, optionsOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

const virtio = "<console type='pty'><target type='virtio'/></console>"

describe('a console', () => {
  it('over virtio is a backend and a port', () => {
    const plan = planGuest(virtio)
    expect(optionsOf(plan, '-chardev')).toContain('pty,id=charconsole0')
    expect(deviceOf(plan, 'console0')).toMatchObject({ driver: 'virtconsole', chardev: 'charconsole0' })
  })

  it('is numbered by its place, whatever the XML says', () => {
    const second = "<console type='pty'><target type='virtio' port='7'/></console>"
    expect(completedXml(`<console type='pty'/>${second}`)).toContain("<target type='virtio' port='1'/>")
  })

  it('of s390x is no other', () => {
    const sclp = "<console type='pty'><target type='sclp'/></console>"
    expect(deviceOf(planGuest(sclp, { arch: 's390x' }), 'console0')).toMatchObject({ driver: 'sclpconsole' })
    expect(problemsOf(sclp)).toMatchObject([{ code: 'CONFIG_UNSUPPORTED' }])
  })

  it('is a serial port only as the first one', () => {
    const serial = "<console type='pty'><target type='serial'/></console>"
    expect(problemsOf(serial)).toEqual([])
    expect(problemsOf(serial + serial)).toMatchObject([{ code: 'CONFIG_UNSUPPORTED' }])
  })

  it('is refused where QEMU has no such thing', () => {
    expect(problemsOf("<console type='pty'><target type='lxc'/></console>")).toMatchObject([
      { code: 'CONFIG_UNSUPPORTED' },
    ])
  })
})

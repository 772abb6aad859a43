import { describe, expect, it } from 'vitest'
import { completedXml, optionsOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

const shown = (xml: string, option: string, pretence = {}) => optionsOf(planGuest(xml, pretence), option)

describe('a VNC display', () => {
  it('listens on this host, on any free port', () => {
    expect(shown("<graphics type='vnc'/>", '-vnc')).toEqual(['127.0.0.1:0,audiodev=audio1'])
    expect(completedXml("<graphics type='vnc' port='5910' autoport='yes'/>")).toContain(
      `    <graphics type='vnc' port='-1' autoport='yes'>
      <listen type='address'/>
    </graphics>`,
    )
  })

  it('listens where it is told', () => {
    const at = (inside: string) =>
      shown(`<graphics type='vnc' port='5903' autoport='no'>${inside}</graphics>`, '-vnc')[0]
    expect(at("<listen type='address' address='::1'/>")).toBe('[::1]:3,audiodev=audio1')
    expect(at("<listen type='network' network='default'/>")).toBe('192.168.122.1:3,audiodev=audio1')
    expect(at("<listen type='socket' socket='/a,b'/>")).toBe('vnc=unix:/a,,b,audiodev=audio1')
    expect(at("<listen type='socket'/>")).toBe('vnc=unix:/lib/lodge/domain-1-test/vnc.sock,audiodev=audio1')
    expect(at("<listen type='none'/>")).toBe('none,audiodev=audio1')
  })

  it('says the rest in its order, the keyboard as an option of its own', () => {
    const xml = "<graphics type='vnc' websocket='5701' sharePolicy='ignore' powerControl='yes' keymap='de'/>"
    expect(planGuest(xml).arguments.filter(({ option }) => option === '-vnc' || option === '-k')).toEqual([
      { option: '-vnc', value: '127.0.0.1:0,websocket=5701,share=ignore,power-control=on,audiodev=audio1' },
      { option: '-k', value: 'de' },
    ])
  })

  it('is protected as the host wants it', () => {
    const vnc = { listen: '0.0.0.0', tls: true, sasl: true }
    expect(shown("<graphics type='vnc'/>", '-vnc', { host: { displays: { vnc, spice: vnc } } })).toEqual([
      '0.0.0.0:0,tls-creds=vnc-tls-creds0,sasl=on,audiodev=audio1',
    ])
  })

  it('has its password from the monitor, not from the command line', () => {
    const xml = "<graphics type='vnc' passwd='secret' passwdValidTo='2030-01-01T00:00:00' connected='keep'/>"
    const plan = planGuest(xml)
    expect(optionsOf(plan, '-vnc')).toEqual(['127.0.0.1:0,password=on,audiodev=audio1'])
    expect(plan.commands).toEqual([
      { execute: 'set_password', arguments: { protocol: 'vnc', password: 'secret', connected: 'keep' } },
      { execute: 'expire_password', arguments: { protocol: 'vnc', time: '1893456000' } },
    ])
    expect(completedXml(xml)).not.toContain('secret')
  })
})

describe('a SPICE display', () => {
  it('without a port is for nobody outside', () => {
    expect(completedXml("<graphics type='spice'/>")).toContain("<graphics type='spice'>\n      <listen type='none'/>")
    expect(shown("<graphics type='spice'/>", '-spice')).toEqual(['port=0,disable-ticketing=on,seamless-migration=on'])
  })

  it('says everything in its order', () => {
    const xml = `<graphics type='spice' port='5902' tlsPort='5903' defaultMode='secure' passwd='x'>
      <listen type='address' address='::'/>
      <channel name='main' mode='insecure'/><channel name='record' mode='secure'/>
      <image compression='quic'/><streaming mode='off'/><mouse mode='client'/><clipboard copypaste='no'/>
      <filetransfer enable='no'/></graphics>`
    expect(shown(xml, '-spice')).toEqual([
      [
        'port=5902,tls-port=5903,addr=::,agent-mouse=on,x509-dir=/etc/pki/libvirt-spice',
        'tls-channel=default,plaintext-channel=main,tls-channel=record',
        'image-compression=quic,streaming-video=off,disable-copy-paste=on,disable-agent-file-xfer=on',
        'seamless-migration=on',
      ].join(','),
    ])
  })

  it("draws on the host's GPU", () => {
    const xml = "<graphics type='spice'><listen type='none'/><gl enable='yes'/></graphics>"
    expect(shown(xml, '-spice')[0]).toContain(',gl=on,rendernode=/dev/dri/renderD128,')
  })
})

describe('other displays', () => {
  it('are QEMU windows, or draw for others', () => {
    expect(shown("<graphics type='sdl'><gl enable='yes'/></graphics>", '-display')).toEqual(['sdl,gl=on'])
    expect(shown("<graphics type='egl-headless'/>", '-display')).toEqual([
      'egl-headless,rendernode=/dev/dri/renderD128',
    ])
    expect(planGuest("<graphics type='sdl' display=':1' xauth='/x'/>").environment).toMatchObject({
      DISPLAY: ':1',
      XAUTHORITY: '/x',
    })
  })

  it('sit on a message bus', () => {
    expect(shown("<graphics type='dbus'/>", '-display')).toEqual([
      'dbus,addr=unix:path=/run/lodge/dbus/1-test-dbus.sock',
    ])
    expect(shown("<graphics type='dbus' p2p='yes'/>", '-display')).toEqual(['dbus,p2p=on'])
  })
})

describe('a display is refused', () => {
  it.each([
    ['on a port below those of VNC', "<graphics type='vnc' port='80' autoport='no'/>", 'CONFIG_UNSUPPORTED'],
    [
      'where two places contradict',
      "<graphics type='vnc' listen='::1'><listen type='address' address='::'/></graphics>",
      'XML_ERROR',
    ],
    ['with sound that goes nowhere', "<graphics type='vnc'><audio id='7'/></graphics>", 'XML_ERROR'],
    ['twice', "<graphics type='vnc'/><graphics type='vnc'/>", 'CONFIG_UNSUPPORTED'],
    ['that draws for nobody', "<graphics type='sdl'/><graphics type='egl-headless'/>", 'CONFIG_UNSUPPORTED'],
    ['of a kind that QEMU has not', "<graphics type='desktop'/>", 'CONFIG_UNSUPPORTED'],
    ['with a date that is none', "<graphics type='vnc' passwd='a' passwdValidTo='soon'/>", 'INTERNAL_ERROR'],
  ])('%s', (_, xml, code) => {
    expect(problemsOf(xml)).toMatchObject([{ code }])
  })
})

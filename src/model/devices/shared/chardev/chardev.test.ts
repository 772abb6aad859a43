import { describe, expect, it } from 'vitest'
import { completedXml, optionsOf, planGuest, problemsOf } from '../../../../../test/support/guest.ts'

const port = (type: string, inside = '') => `<serial type='${type}'>${inside}</serial>`

/** The `-chardev` of the first serial port. */
function chardev(xml: string, pretence = {}): unknown {
  return optionsOf(planGuest(xml, pretence), '-chardev').find((value) => String(value).includes('id=charserial0'))
}

describe('what stands behind a character device', () => {
  it('is named with its own options', () => {
    expect(chardev(port('pty'))).toBe('pty,id=charserial0')
    expect(chardev(port('dev', "<source path='/dev/ttyS1'/>"))).toBe('serial,id=charserial0,path=/dev/ttyS1')
    expect(chardev(port('pipe', "<source path='/tmp/a,b'/>"))).toBe('pipe,id=charserial0,path=/tmp/a,,b')
    expect(chardev(`${port('spiceport', "<source channel='org.x.0'/>")}<graphics type='spice'/>`)).toBe(
      'spiceport,id=charserial0,name=org.x.0',
    )
  })

  it('of type tcp connects, or waits without holding up the guest', () => {
    const source = (mode: string) => `<source mode='${mode}' host='::1' service='99'/>`
    expect(chardev(port('tcp', source('connect')))).toBe('socket,id=charserial0,host=::1,port=99')
    expect(chardev(port('tcp', `${source('bind')}<protocol type='telnet'/>`))).toBe(
      'socket,id=charserial0,host=::1,port=99,telnet=on,server=on,wait=off',
    )
  })

  it('of type tcp over TLS takes credentials from the folder for character devices', () => {
    const plan = planGuest(port('tcp', "<source mode='bind' host='h' service='9' tls='yes'/>"))
    const [credentials] = optionsOf(plan, '-object').filter((each) =>
      JSON.stringify(each).includes('tls-creds-x509'),
    ) as Record<string, unknown>[]
    expect(credentials).toMatchObject({ dir: '/etc/pki/libvirt-chardev', endpoint: 'server' })
    expect(chardev(port('tcp', "<source mode='bind' host='h' service='9' tls='yes'/>"))).toMatch(
      new RegExp(`,tls-creds=${credentials?.id}$`),
    )
  })

  it('tries again in the unit that the build knows', () => {
    const xml = port('unix', "<source mode='connect' path='/s'><reconnect enabled='yes' timeout='4'/></source>")
    expect(chardev(xml)).toBe('socket,id=charserial0,path=/s,reconnect-ms=4000')
    const facts = { version: { major: 9, minor: 1, micro: 0, package: '' } }
    expect(chardev(xml, { facts })).toBe('socket,id=charserial0,path=/s,reconnect=4')
  })

  it('of type unix is a socket that is already there when QEMU starts', () => {
    const plan = planGuest(port('unix', "<source mode='bind' path='/tmp/s'/>"))
    expect(plan.descriptors).toContainEqual({ descriptor: 'listen', path: '/tmp/s' })
    expect(optionsOf(plan, '-chardev')).toContainEqual(
      expect.stringMatching(/^socket,id=charserial0,fd=\d+,server=on,wait=off$/),
    )
  })

  it('writes files through descriptors, so that QEMU opens none itself', () => {
    const plan = planGuest(port('file', "<source path='/tmp/out' append='on'/><log file='/tmp/log'/>"))
    expect(plan.descriptors).toMatchObject([
      { descriptor: 'listen' },
      { descriptor: 'file', path: '/tmp/out', append: true },
      { descriptor: 'file', path: '/tmp/log', append: false },
    ])
    expect(optionsOf(plan, '-add-fd')).toEqual(['set=0,fd=4,opaque=serial0-source', 'set=1,fd=5,opaque=serial0-log'])
    expect(optionsOf(plan, '-chardev')).toContain(
      'file,id=charserial0,path=/dev/fdset/0,append=on,logfile=/dev/fdset/1,logappend=on',
    )
  })

  it('of type udp has an end of each kind', () => {
    const ends = "<source mode='bind' host='a' service='1'/><source mode='connect' host='b' service='2'/>"
    expect(chardev(port('udp', ends))).toBe('udp,id=charserial0,host=b,port=2,localaddr=a,localport=1')
    expect(chardev(port('udp', "<source mode='connect' service='2'/>"))).toBe(
      'udp,id=charserial0,host=,port=2,localaddr=,localport=0',
    )
    expect(completedXml(port('udp', ends))).toContain(`      <source mode='bind' host='a' service='1'/>
      <source mode='connect' host='b' service='2'/>
`)
  })

  it('keeps labels, and forgets the terminal of an earlier run', () => {
    const xml = completedXml(port('pty', "<source path='/dev/pts/3'><seclabel model='dac' relabel='no'/></source>"))
    expect(xml).toContain("<seclabel model='dac' relabel='no'/>")
    expect(xml).not.toContain('/dev/pts/3')
  })
})

describe('a backend is refused', () => {
  const refusal = (xml: string) => problemsOf(xml).map(({ code, message }) => `${code}: ${message}`)

  it.each([
    ['without a path', port('file'), "INTERNAL_ERROR: .*'path'"],
    ['without a path for its socket', port('unix'), "INTERNAL_ERROR: .*'path'"],
    ['without a port', port('tcp', "<source mode='connect' host='h'/>"), "INTERNAL_ERROR: .*'service'"],
    [
      'with a protocol that QEMU has not',
      port('tcp', "<source mode='connect' host='h' service='1'/><protocol type='tls'/>"),
      'CONFIG_UNSUPPORTED',
    ],
    [
      'where it waits and should connect again',
      port('unix', "<source mode='bind' path='/s'><reconnect enabled='yes' timeout='1'/></source>"),
      'INTERNAL_ERROR: .*connects',
    ],
    [
      'where it tries again at once',
      port('unix', "<source mode='connect' path='/s'><reconnect enabled='yes' timeout='0'/></source>"),
      'INVALID_ARG',
    ],
    ['that only BSD has', port('nmdm', "<source master='/a' slave='/b'/>"), 'CONFIG_UNSUPPORTED'],
  ])('%s', (_, xml, expected) => {
    expect(refusal(xml)).toEqual([expect.stringMatching(expected)])
  })
})

import { writeXml, XmlOutput } from '../../../formats/xml/writer.ts'
import type { Part } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'

/** A message bus of the guest's own, on which QEMU offers its display to whoever may connect: its user, and root. */
export function busProcess({ busSocket, guestFolder }: LaunchContext): Part {
  const pidFile = busSocket.replace(/\.sock$/, '.pid')
  const configuration = `${guestFolder}/dbus.conf`
  return {
    make: 'process',
    process: {
      name: 'dbus',
      program: 'dbus-daemon',
      package: 'dbus-daemon',
      arguments: ['--nofork', '--nosyslog', `--config-file=${configuration}`],
      what: 'D-Bus display',
      lost: 'nobody can see its D-Bus display',
      user: 'guest',
      begin: { by: 'telling', socket: busSocket, pidFile },
      files: [{ path: configuration, content: { text: busConfiguration(busSocket, pidFile) }, keep: false }],
    },
  }
}

/** As dbus-daemon(1) has it: everybody who is let in may talk to everybody. */
function busConfiguration(socket: string, pidFile: string): string {
  const root = new XmlOutput('busconfig')
  const text = (name: string, value: string) => {
    root.append(name).text = value
  }
  text('type', 'org.libvirt.qemu')
  text('listen', `unix:path=${addressValue(socket)}`)
  text('auth', 'EXTERNAL')
  text('pidfile', pidFile)
  const policy = root.append('policy')
  policy.attribute('context', 'default')
  for (const [name, value] of [
    ['send_destination', '*'],
    ['receive_sender', '*'],
    ['own', '*'],
  ] as const) {
    policy.append('allow').attribute(name, value)
  }
  const type = '"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"'
  return `<!DOCTYPE busconfig PUBLIC ${type} "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">\n${writeXml(root)}`
}

/** A name may hold what has a meaning in addresses (the D-Bus specification, "Server Addresses"). */
function addressValue(path: string): string {
  return encodeURIComponent(path)
    .replace(/%2F/g, '/')
    .replace(/[!~'()]/g, (each) => `%${each.charCodeAt(0).toString(16)}`)
}

import type { Part } from '../../../qemu/part.ts'
import type { LaunchContext } from '../../context.ts'
import type { Interface } from '../xml.ts'

/** passt: the guest's network as sockets of the host's, without any rights, and with ports forwarded to the guest. */
export function passtProcess(device: Interface, { alias, networkSocket, host }: LaunchContext): Part {
  const pidFile = networkSocket.replace(/\.socket$/, '.pid')
  const { settings, backend } = device
  const source = backend.type === 'user' || backend.type === 'vhostuser' ? backend.dev : undefined
  const named = (option: string, value: string | undefined) => (value === undefined ? [] : [option, value])
  return {
    make: 'process',
    process: {
      name: `${alias}-passt`,
      program: 'passt',
      package: 'passt',
      arguments: [
        ...['--one-off', '--socket', networkSocket, '--pid', pidFile],
        // it would become nobody otherwise, who may not write into our folders
        ...(host.privileged ? ['--runas', '0:0'] : []),
        ...(backend.type === 'vhostuser' ? ['--vhost-user'] : []),
        ...named('--log-file', settings?.logFile),
        ...named('--interface', source),
        ...device.ip.flatMap(({ address, prefix }) => [
          ...['--address', address],
          ...named('--netmask', prefix === undefined || address.includes(':') ? undefined : String(prefix)),
        ]),
        ...device.portForward.flatMap(({ proto, address, dev, range }) => [
          `--${proto}-ports`,
          `${address ?? ''}${dev ? `%${dev}` : ''}${address || dev ? '/' : ''}${range.map(ports).join(',') || 'all'}`,
        ]),
      ],
      what: `network card ${alias}`,
      lost: `its network card ${alias} reaches nobody`,
      user: 'guest',
      // in the foreground it would have less of a sandbox
      begin: { by: 'forking', socket: networkSocket, pidFile },
    },
  }
}

type Range = Interface['portForward'][number]['range'][number]

/** `80`, `80-90`, `80-90:8080-8090`; `~` before what is left out. */
function ports({ start, end, to, exclude }: Range): string {
  const span = (first: number) => (end === undefined ? `${first}` : `${first}-${first + end - start}`)
  return `${exclude ? '~' : ''}${span(start)}${to === undefined ? '' : `:${span(to)}`}`
}

export function isPasst({ settings }: Interface): boolean {
  return settings?.type === 'passt'
}

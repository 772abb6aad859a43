import { exitCodes } from '../exit-codes.ts'
import { seconds } from '../seconds.ts'
import { untilSignal } from '../signals.ts'
import { type ServeOptions, verb } from '../verb.ts'

type Options = Pick<ServeOptions, 'root' | 'timeout' | 'libvirtSockets' | 'listenTls' | 'listenTcp' | 'pki'>

export default verb<Options>({
  summary: "Answer libvirt's clients (virsh, virt-manager, …) until Ctrl-C; guests run on",
  example: 'lodge serve --root /tmp/lodge',
  offers: 'nothing',
  declare: (command) =>
    command
      .option('--root <folder>', 'keep everything beneath this folder; the socket is run/libvirt-sock in it')
      .option('--timeout <seconds>', 'leave after this long without guests and clients', seconds)
      .option('--libvirt-sockets', "listen where libvirt's clients look by default, too")
      .option('--listen-tls <host:port>', 'take clients with certificates over the network; the port is mostly 16514')
      .option(
        '--pki <folder>',
        'cacert.pem, servercert.pem and serverkey.pem (usually beneath /etc/pki, as libvirt has them)',
      )
      .option(
        '--listen-tcp <host:port>',
        'take clients of this machine over TCP, who may look without being asked for anything',
      ),
  run: async ({ serve, terminal: { out } }, _, options) => {
    // Where nobody sits at a terminal that could be gone, SIGHUP means what it means to daemons.
    const reloads = !process.stdin.isTTY
    using interruption = untilSignal(reloads ? ['SIGINT', 'SIGTERM'] : undefined)
    using hangups = new DisposableStack()
    await serve({
      ...options,
      listening: (uris) => out(uris.map((uri) => `listening: virsh -c '${uri}' list`).join('\n')),
      stop: interruption.signal,
      reload: (again) => {
        if (!reloads) return
        const listener = (): void => void again()
        process.on('SIGHUP', listener)
        hangups.defer(() => process.off('SIGHUP', listener))
      },
    })
    return exitCodes.done
  },
})

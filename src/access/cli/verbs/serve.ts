import { InvalidArgumentError } from 'commander'
import { exitCodes } from '../exit-codes.ts'
import { untilSignal } from '../signals.ts'
import { verb } from '../verb.ts'

export default verb<{ root?: string; timeout?: number }>({
  summary: "Answer libvirt's clients (virsh, virt-manager, …) until Ctrl-C; guests run on",
  example: 'lodge serve --root /tmp/lodge',
  declare: (command) =>
    command
      .option('--root <folder>', 'keep everything beneath this folder; the socket is run/libvirt-sock in it')
      .option('--timeout <seconds>', 'leave after this long without guests and clients', seconds),
  run: async ({ serve, terminal: { out } }, _, { root, timeout }) => {
    using interruption = untilSignal()
    await serve({
      ...{ root, timeout },
      listening: (socket) => out(`listening: virsh -c 'qemu+unix:///system?socket=${socket}' list`),
      stop: interruption.signal,
    })
    return exitCodes.done
  },
})

function seconds(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('it is a number of seconds, from 1 to 999999')
}

import { exitCodes } from '../exit-codes.ts'
import { untilSignal } from '../signals.ts'
import { verb } from '../verb.ts'

export default verb<{ root?: string }>({
  summary: "Answer libvirt's clients (virsh, virt-manager, …) until Ctrl-C; guests run on",
  example: 'lodge serve --root /tmp/lodge',
  declare: (command) =>
    command.option('--root <folder>', 'keep everything beneath this folder; the socket is run/libvirt-sock in it'),
  run: async ({ serve, terminal: { out } }, _, { root }) => {
    using interruption = untilSignal()
    await serve({
      root,
      listening: (socket) => out(`listening: virsh -c 'qemu+unix:///system?socket=${socket}' list`),
      stop: interruption.signal,
    })
    return exitCodes.done
  },
})

import { expect, test } from 'vitest'
import { kernel, linuxMissing, makeInitrd } from '../support/linux-guest.ts'
import { hear, pc, Scratch } from './scratch.ts'

const init = `#!/bin/busybox sh
/bin/busybox mount -t devtmpfs dev /dev
/bin/busybox mount -t proc proc /proc
exec >/dev/ttyS0
echo "cmdline: $(/bin/busybox cat /proc/cmdline)"
/bin/busybox poweroff -f
`

test('Linux boots by <kernel>, <initrd> and <cmdline>, and switches itself off', async (context) => {
  context.skip(linuxMissing !== undefined, linuxMissing)
  await using scratch = await Scratch.make()
  const initrd = makeInitrd(scratch.folder, { init: { text: init } })
  const os = `<kernel>${kernel}</kernel><initrd>${initrd}</initrd><cmdline>console=ttyS0 lodge.word=it's,"&amp;</cmdline>`
  const xml = pc({ os }).replace("<memory unit='MiB'>64", "<memory unit='MiB'>256")
  await using guest = await scratch.host.create(xml, { paused: true })
  const console = await guest.console()
  await guest.resume()
  expect(await hear(console, /cmdline: .*\r?\n/)).toContain(`cmdline: console=ttyS0 lodge.word=it's,"&`)
  expect(await guest.ended()).toEqual({ state: 'shutoff', reason: 'shutdown' })
})

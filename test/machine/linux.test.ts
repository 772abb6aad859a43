import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { hear, pc, Scratch } from './scratch.ts'

/** Where the set-up with peers puts a kernel of Debian's. */
const kernel = fileURLToPath(new URL('../../.cache/peers/vmlinuz', import.meta.url))
const busybox = '/bin/busybox'
const init = `#!/bin/busybox sh
/bin/busybox mount -t devtmpfs dev /dev
/bin/busybox mount -t proc proc /proc
exec >/dev/ttyS0
echo "cmdline: $(/bin/busybox cat /proc/cmdline)"
/bin/busybox poweroff -f
`

test('Linux boots by <kernel>, <initrd> and <cmdline>, and switches itself off', {
  timeout: 180_000,
}, async (context) => {
  context.skip(!existsSync(kernel) || !existsSync(busybox), 'no kernel or busybox here: npm run setup -- --peers')
  context.skip(process.arch !== 'x64', "the set-up fetches a kernel of the host's own architecture")
  await using scratch = await Scratch.make()
  const initrd = makeInitrd(scratch)
  const os = `<kernel>${kernel}</kernel><initrd>${initrd}</initrd><cmdline>console=ttyS0 lodge.word=it's,"&amp;</cmdline>`
  const xml = pc({ os }).replace("<memory unit='MiB'>64", "<memory unit='MiB'>256")
  await using guest = await scratch.host.create(xml, { paused: true })
  const console = await guest.console()
  await guest.resume()
  expect(await hear(console, /cmdline: .*\r?\n/)).toContain(`cmdline: console=ttyS0 lodge.word=it's,"&`)
  expect(await guest.ended()).toEqual({ state: 'shutoff', reason: 'shutdown' })
})

/** An archive of one program and one script. */
function makeInitrd(scratch: Scratch): string {
  const root = scratch.path('initrd')
  for (const folder of ['bin', 'proc', 'dev']) mkdirSync(`${root}/${folder}`, { recursive: true })
  cpSync(busybox, `${root}/bin/busybox`)
  writeFileSync(`${root}/init`, init, { mode: 0o755 })
  const files = ['.', 'bin', 'proc', 'dev', 'bin/busybox', 'init'].join('\n')
  writeFileSync(
    scratch.path('initrd.cpio'),
    execFileSync(busybox, ['cpio', '-o', '-H', 'newc'], {
      cwd: root,
      input: files,
      stdio: ['pipe', 'pipe', 'ignore'],
      maxBuffer: 64 << 20,
    }),
  )
  return scratch.path('initrd.cpio')
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, type TestContext, test, vi } from 'vitest'
import { type LodgeError, open } from '../../src/index.ts'
import { eventually } from '../support/eventually.ts'
import { pc, Scratch } from './scratch.ts'

const bus = "<graphics type='dbus'/><video><model type='vga'/></video>"

/** The one beside the emulator. */
function helperOf(scratch: Scratch, emulator: number): number {
  const [helper, ...others] = scratch.processes().filter((pid) => pid !== emulator)
  if (helper === undefined || others.length > 0) throw new Error(`not one helper: ${helper}, ${others}`)
  return helper
}

function needs(context: TestContext, ...programs: string[]): void {
  const missing = programs.filter((path) => !existsSync(path))
  context.skip(missing.length > 0, `no ${missing.join(', ')} here: npm run setup -- --peers`)
}

/** A guest with a display on a bus that runs on without the process that has started it. */
async function leftAlone({ host }: Scratch): Promise<number> {
  const guest = await host.create(pc({ devices: bus }))
  guest.release()
  await host[Symbol.asyncDispose]()
  return guest.pid
}

test('a display on a bus of its own, which goes with the guest', async (context) => {
  needs(context, '/usr/bin/dbus-daemon', '/usr/lib/x86_64-linux-gnu/qemu/ui-dbus.so')
  await using scratch = await Scratch.make()
  const guest = await scratch.host.create(pc({ devices: bus }))
  const socket = scratch.path('state/run/dbus/1-pc-dbus.sock')
  expect(existsSync(socket)).toBe(true)
  expect(scratch.processes()).toHaveLength(2)
  process.kill(guest.pid, 'SIGKILL')
  await guest.ended()
  expect(scratch.processes()).toEqual([])
  expect(existsSync(socket)).toBe(false)
})

test('a card that is drawn by a process of its own', async (context) => {
  // QEMU has such cards with KVM only
  needs(context, '/usr/lib/qemu/vhost-user-gpu', '/dev/kvm')
  await using scratch = await Scratch.make()
  const guest = await scratch.host.create(
    pc({
      type: 'kvm',
      more: "<memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>",
      devices: "<graphics type='vnc'/><video><driver name='vhostuser'/><model type='virtio'/></video>",
    }),
  )
  // QEMU has asked it for its capabilities by then
  expect(await guest.monitorCommand('qom-get', { path: '/machine/peripheral/video0', property: 'type' })).toBe(
    'vhost-user-vga',
  )
  expect(readFileSync(scratch.path('state/log/pc+video0-vhost-user-gpu.log'), 'utf8')).toContain('--fd=3')
  await guest.destroy()
})

test('one that dies is told of, with what its guest lacks from then on; the end of the guest is not', async (context) => {
  needs(context, '/usr/bin/dbus-daemon', '/usr/lib/x86_64-linux-gnu/qemu/ui-dbus.so')
  const warnings: LodgeError[] = []
  await using scratch = await Scratch.make({ warn: (warning) => warnings.push(warning) })
  const guest = await scratch.host.create(pc({ devices: bus }))
  const log = scratch.path('state/log/pc+dbus.log')
  appendFileSync(log, 'too \x1b[2Jmuch\n')
  process.kill(helperOf(scratch, guest.pid), 'SIGKILL')
  await eventually(() => warnings.length > 0)
  const [{ message = '', hint = '' } = {}] = warnings
  expect(message).toMatch(
    /^dbus of the guest 'pc' has ended \(signal SIGKILL; .*too \?\[2Jmuch\): nobody can see its D-Bus display$/,
  )
  expect(hint).toContain(log)
  expect(readFileSync(scratch.path('state/log/pc.log'), 'utf8')).toContain(`Z lodge: ${message}\n`)
  expect(await guest.status()).toMatchObject({ state: 'running' })
  await guest.destroy()
  // Of one whose helper dies with it nothing is told.
  const other = await scratch.host.create(pc({ devices: bus }))
  process.kill(other.pid, 'SIGKILL')
  await other.ended()
  expect(warnings).toHaveLength(1)
})

test('that one has died while nobody looked is told once, by who finds its guest', async (context) => {
  needs(context, '/usr/bin/dbus-daemon', '/usr/lib/x86_64-linux-gnu/qemu/ui-dbus.so')
  await using scratch = await Scratch.make()
  const pid = await leftAlone(scratch)
  process.kill(helperOf(scratch, pid), 'SIGKILL')
  const warnings: LodgeError[] = []
  const finding = () => open({ root: scratch.path('state'), warn: (warning) => void warnings.push(warning) })
  {
    await using host = await finding()
    await (await host.domain('pc')).status()
    await eventually(() => warnings.length > 0)
  }
  expect(JSON.parse(readFileSync(scratch.path('state/run/status/pc.json'), 'utf8'))).toMatchObject({
    helpers: [{ name: 'dbus', gone: true }],
  })
  await using host = await finding()
  const found = await host.domain('pc')
  await found.status()
  await found.destroy()
  expect(warnings).toHaveLength(1)
})

test('one that dies beside a guest that was found is told of, too', async (context) => {
  needs(context, '/usr/bin/dbus-daemon', '/usr/lib/x86_64-linux-gnu/qemu/ui-dbus.so')
  await using scratch = await Scratch.make()
  const pid = await leftAlone(scratch)
  const warnings: LodgeError[] = []
  await using host = await open({ root: scratch.path('state'), warn: (warning) => warnings.push(warning) })
  const found = await host.domain('pc')
  expect(await found.status()).toMatchObject({ state: 'running' })
  process.kill(helperOf(scratch, pid), 'SIGKILL')
  await eventually(() => warnings.length > 0)
  const message = expect.stringMatching(/^dbus of the guest 'pc' has ended.*: nobody can see its D-Bus display$/)
  expect(warnings).toMatchObject([{ message }])
  await found.destroy()
})

test('persistent reservations have a helper that QEMU can reach, and another one when it dies', async (context) => {
  needs(context, '/usr/bin/qemu-pr-helper')
  context.skip(process.getuid?.() !== 0, 'only root can send such commands')
  const warnings: LodgeError[] = []
  await using scratch = await Scratch.make({ warn: (warning) => warnings.push(warning) })
  const disk = scratch.disk('disk.img', { says: '', next: 'halts' })
  const guest = await scratch.host.create(
    pc({ disk })
      .replace("vda' bus='virtio", "sda' bus='scsi")
      .replace(/(<source file=[^>]*)\/>/, "$1><reservations managed='yes'/></source>"),
  )
  expect(await guest.monitorCommand('query-pr-managers')).toEqual([{ id: 'pr-helper0', connected: true }])
  const reach = async () => {
    const socket = createConnection(scratch.path('state/run/guests/domain-1-pc/pr-helper0.sock'))
    await once(socket, 'connect')
    socket.destroy()
  }
  await reach()
  const first = helperOf(scratch, guest.pid)
  process.kill(first, 'SIGKILL')
  await eventually(() => warnings.length > 0)
  expect(warnings[0]?.message).toMatch(
    /^pr-helper0 of the guest 'pc' has ended \(signal SIGKILL.*\), and was started again$/,
  )
  await reach()
  const second = helperOf(scratch, guest.pid)
  expect(second).not.toBe(first)
  // One that cannot stay is not started without end.
  process.kill(second, 'SIGKILL')
  await eventually(() => warnings.length > 1)
  expect(warnings[1]?.message).toMatch(/ has ended .*: its persistent reservations fail$/)
  await guest.destroy()
  expect(scratch.processes()).toEqual([])
  expect(warnings).toHaveLength(2)
})

test('who finds a guest later ends its helper with it', async (context) => {
  needs(context, '/usr/bin/dbus-daemon', '/usr/lib/x86_64-linux-gnu/qemu/ui-dbus.so')
  await using scratch = await Scratch.make()
  const pid = await leftAlone(scratch)
  {
    await using host = await open({ root: scratch.path('state') })
    const found = await host.domain('pc')
    process.kill(pid, 'SIGKILL')
    await found.ended()
    expect(scratch.processes()).toEqual([])
  }
})

/** Has temporary files, and never says that it is ready. */
const endless = (up: string): string => `#!/bin/sh
[ -z "$TMPDIR" ] || : >"$TMPDIR/made"
: >'${up}'
while :; do sleep 0.1; done
`

const chip = "<tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>"

test.for([
  { what: 'a helper came up', program: 'dbus-daemon', devices: bus },
  { what: 'the keys of a TPM were made', program: 'swtpm_setup', devices: chip, needed: '/usr/bin/swtpm' },
])('a start that was cut off while $what leaves nothing', async (each, context) => {
  const { program, devices, needed } = each
  if (needed) needs(context, needed)
  await using scratch = await Scratch.make()
  const [bin, temporary] = [scratch.path('bin'), scratch.path('tmp')]
  for (const folder of [bin, temporary]) mkdirSync(folder)
  // keys are made by the user who signs certificates
  chmodSync(scratch.folder, 0o755)
  chmodSync(temporary, 0o1777)
  const up = join(temporary, 'up')
  writeFileSync(join(bin, program), endless(up), { mode: 0o755 })
  // What passes through there is taken away by whoever has the same place for it.
  vi.stubEnv('TMPDIR', temporary)
  onTestFinished(() => void vi.unstubAllEnvs())
  const library = new URL('../../src/index.ts', import.meta.url).href
  const script = `const { open } = await import(${JSON.stringify(library)})
    await (await open({ root: ${JSON.stringify(scratch.path('state'))} })).create(${JSON.stringify(pc({ devices }))})`
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` }
  const starter = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore', env })
  try {
    await eventually(() => existsSync(up))
  } finally {
    starter.kill('SIGKILL')
    await once(starter, 'exit')
  }
  expect(scratch.processes().length).toBeGreaterThan(0)
  await using host = await open({ root: scratch.path('state') })
  expect(await host.domains()).toEqual([])
  await eventually(() => scratch.processes().length === 0)
  expect(readdirSync(temporary)).toEqual(['up'])
})

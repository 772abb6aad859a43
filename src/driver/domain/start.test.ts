import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LaunchPlan } from '../../model/qemu/plan.ts'
import { Paths } from '../host/paths.ts'
import { identify } from '../host/system.ts'
import { adoptGuest, type Guest, GuestRegistry, LocalDomain, startGuest } from './index.ts'

let root: string
let paths: Paths
let registry: GuestRegistry
const started: Guest[] = []

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lodge-'))
  paths = new Paths({ root })
  registry = new GuestRegistry(paths)
})

afterEach(async () => {
  for (const guest of started.splice(0)) {
    guest.emulator.kill('SIGKILL')
    await guest.ended
  }
  rmSync(root, { recursive: true, force: true })
})

function program(text: string): string {
  const path = join(root, 'qemu')
  writeFileSync(path, `#!${text}\n`)
  chmodSync(path, 0o755)
  return path
}

/** Answers over the socket that it inherits as a QEMU would, notes what it was told, and ends when it is told to. */
function pretendedQemu(answers: object = {}): string {
  return program(`${process.execPath}
const told = ${JSON.stringify(join(root, 'told'))}
const answers = { 'query-status': { status: 'running' }, ...${JSON.stringify(answers)} }
const { appendFileSync } = require('fs')
require('net').createServer((socket) => {
  socket.on('error', () => {})
  const send = (value) => socket.write(JSON.stringify(value) + '\\r\\n')
  send({ QMP: { version: {}, capabilities: [] } })
  require('readline').createInterface({ input: socket }).on('line', (line) => {
    const { execute, arguments: args, id } = JSON.parse(line)
    appendFileSync(told, execute + '\\n')
    const error = answers[execute]?.error
    const events = { stop: 'STOP', cont: 'RESUME', system_reset: 'RESET' }
    if (!error && events[execute]) send({ event: events[execute], timestamp: { seconds: 1, microseconds: 0 } })
    send(error ? { error, id } : { return: answers[execute] ?? {}, id })
    if (execute === 'system_powerdown') {
      send({ event: 'SHUTDOWN', data: { guest: true, reason: 'guest-shutdown' }, timestamp: { seconds: 1, microseconds: 0 } })
      if (answers.powersOff !== false) setTimeout(() => process.exit(0), 10)
    }
  })
}).listen({ fd: 3 })`)
}

const told = () => readFileSync(join(root, 'told'), 'utf8').trim().split('\n')

function planFor(emulator: string, name: string, changes: Partial<LaunchPlan> = {}): LaunchPlan {
  const folder = join(paths.guests, name)
  const monitorSocket = join(folder, 'monitor.sock')
  return {
    emulator,
    arguments: [{ option: '-name', value: `it's ${name}` }, { option: '-S' }],
    environment: {},
    descriptors: [{ descriptor: 'listen', path: monitorSocket }],
    folders: [folder],
    files: [{ path: join(folder, 'key'), content: { random: 32 }, keep: false }],
    needs: [],
    monitorSocket,
    commands: [],
    processes: [],
    ...changes,
  }
}

interface Wishes {
  name?: string
  uuid?: string
  paused?: boolean
  timeout?: number
  plan?: Partial<LaunchPlan>
  endings?: Guest['status']['endings']
}

async function start(emulator: string, wishes: Wishes = {}): Promise<Guest> {
  const { name = 'web', uuid = `uuid of ${name}`, paused = false, timeout = 60_000 } = wishes
  const endings = wishes.endings ?? { poweroff: 'destroy', reboot: 'restart', crash: 'destroy' }
  await using undo = new AsyncDisposableStack()
  const claim = registry.claim({ name, uuid }, undo)
  const plan = planFor(emulator, name, wishes.plan)
  const guest = await startGuest({
    ...{
      claim,
      plan,
      describe: () => ({ xml: '<domain/>' }),
      log: paths.log(name),
      endings,
      paused,
      registry,
      undo,
      timeout,
    },
  })
  undo.move()
  started.push(guest)
  return guest
}

/** Everything that is not a log, or the number of the last guest. */
function leftovers(): string[] {
  rmSync(paths.ids, { recursive: true, force: true })
  const files = (readdirSync(paths.run, { recursive: true, withFileTypes: true }) ?? []).filter(
    (entry) => !entry.isDirectory(),
  )
  const folders = existsSync(paths.guests) ? readdirSync(paths.guests) : []
  return [...files.map(({ name }) => name), ...folders]
}

describe('a start that succeeds', () => {
  test('makes what the plan says, starts, and lets the CPUs run', async () => {
    const guest = await start(pretendedQemu())
    expect(told()).toEqual([
      'qmp_capabilities',
      'query-chardev',
      'query-vnc',
      'query-spice',
      'qom-get',
      'set-action',
      'cont',
    ])
    const folder = join(paths.guests, 'web')
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder, 'key'))).toMatchObject({ size: 32 })
    expect(statSync(join(folder, 'key')).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'monitor.sock')).mode & 0o777).toBe(0o600)
    // As whom it runs is said only of root.
    const log = readFileSync(guest.status.log, 'utf8').replace(
      /^\S+ \S+: Domain id=\d+ is tainted: high-privileges\n/m,
      '',
    )
    expect(log).toBe(`${join(root, 'qemu')} \\\n-name 'it'\\''s web' \\\n-S\n`)
    expect(identify(guest.emulator.identity.pid)).toEqual(guest.emulator.identity)
    expect(registry.list()).toEqual([guest.status])
  })

  test('paused, and resumed later', async () => {
    const guest = await start(pretendedQemu({ 'query-status': { status: 'prelaunch' } }), { paused: true })
    const domain = new LocalDomain(guest, { owned: true })
    expect(told()).not.toContain('cont')
    expect(await domain.status()).toEqual({ state: 'paused', reason: 'user' })
    await domain.resume()
    expect(told().at(-1)).toBe('cont')
  })

  test('nothing is left when it is destroyed, and it says that it has ended', async () => {
    const domain = new LocalDomain(await start(pretendedQemu()), { owned: true })
    await domain.destroy()
    expect(await domain.ended()).toEqual({ state: 'shutoff', reason: 'destroyed' })
    expect(await domain.status()).toEqual({ state: 'shutoff', reason: 'destroyed' })
    expect(leftovers()).toEqual([])
    await expect(domain.pause()).rejects.toThrow(/domain is not running/)
  })

  test("an end of the guest's own is told by events and clears away", async () => {
    const domain = new LocalDomain(await start(pretendedQemu()), { owned: true })
    const events = domain.events()
    await domain.shutdown({ timeout: 60_000 })
    const seen: string[] = []
    for await (const told of events) seen.push(`${told.domain.name} ${told.event} ${'detail' in told && told.detail}`)
    expect(seen).toEqual(['web shutdown guest', 'web stopped shutdown'])
    expect(leftovers()).toEqual([])
  })

  test('a guest that does not switch itself off in time', async () => {
    const domain = new LocalDomain(await start(pretendedQemu({ powersOff: false })), { owned: true })
    await expect(domain.shutdown({ timeout: 20 })).rejects.toMatchObject({ code: 'OPERATION_TIMEOUT' })
  })

  test('a crash of the emulator is a crash', async () => {
    const guest = await start(pretendedQemu())
    const events = guest.events.iterate()
    guest.emulator.kill('SIGSEGV')
    expect(await guest.ended).toEqual({ state: 'crashed', reason: 'signal SIGSEGV' })
    for await (const told of events) expect(told).toMatchObject({ event: 'stopped', detail: 'failed' })
  })

  test('a reboot resets what switched itself off', async () => {
    const guest = await start(pretendedQemu({ powersOff: false, 'query-status': { status: 'shutdown' } }))
    await new LocalDomain(guest, { owned: true }).reboot()
    await expect
      .poll(() => told().slice(7))
      .toEqual(['set-action', 'system_powerdown', 'system_reset', 'set-action', 'cont'])
  })

  test('disposing of the handle ends what it began, unless it was released', async () => {
    const guest = await start(pretendedQemu())
    {
      await using domain = new LocalDomain(guest, { owned: true })
      domain.release()
    }
    expect(guest.hasEnded).toBe(false)
    {
      await using _ = new LocalDomain(guest, { owned: true })
    }
    expect(guest.hasEnded).toBe(true)
  })

  test('another process finds it, and notices its end', async () => {
    const guest = await start(pretendedQemu())
    const [status] = new GuestRegistry(paths).list()
    if (!status) throw new Error('it was not found')
    const again = adoptGuest(status, { registry: new GuestRegistry(paths) })
    expect(again.emulator.identity).toEqual(guest.emulator.identity)
    await new LocalDomain(again, { owned: false }).destroy()
    expect(await guest.ended).toEqual({ state: 'shutoff', reason: 'destroyed' })
  })
})

describe('a guest that several processes know', () => {
  const written = () => JSON.parse(readFileSync(paths.status('web'), 'utf8'))

  test('has the reason for its end from who gave it, whatever was read before', async () => {
    const guest = await start(pretendedQemu())
    const other = new GuestRegistry(paths)
    // What was read in this turn of the event loop is known in all of it.
    registry.named('web')
    const xml = '<domain><title>changed</title></domain>'
    other.write({ ...guest.status, ending: 'destroyed', agentTimeout: 1000, xml })
    guest.save({ state: { state: 'shutdown', reason: 'unknown' } })
    expect(written()).toMatchObject({ ending: 'destroyed', agentTimeout: 1000, xml, state: { state: 'shutdown' } })
  })

  test('keeps what is to come in its file, and gives the reason for its end once', async () => {
    const guest = await start(pretendedQemu({ powersOff: false }))
    guest.expectEnd('destroyed')
    guest.expectEnd('failed')
    expect(written().ending).toBe('destroyed')
    guest.save({ restartsOnce: true })
    const found = adoptGuest(written(), { registry: new GuestRegistry(paths) })
    expect(found.status.restartsOnce).toBe(true)
    await found.letGo()
  })
})

describe('a start that fails leaves nothing', () => {
  afterEach(() => expect(leftovers()).toEqual([]))

  test('the emulator dies with words', async () => {
    const emulator = program(`/bin/sh
echo '2026-01-01T00:00:00.5Z qemu: warning: something old' >&2
echo '2026-01-01T00:00:00.5Z qemu: -device nonsense: no such device' >&2
exit 1`)
    await expect(start(emulator)).rejects.toMatchObject({
      message: 'QEMU ended at its start (exit status 1): -device nonsense: no such device',
      where: emulator,
      hint: expect.stringContaining(paths.log('web')),
    })
  })

  test('it dies without a word, by a signal', async () => {
    await expect(start(program('/bin/sh\nkill -SEGV $$'))).rejects.toThrow(/signal SIGSEGV\)$/)
  })

  test.each([
    ['says nothing', 'sleep 60', /has said nothing within 300 ms|not answered qmp_capabilities/],
    ['is deaf and ends', 'sleep 0.05', /ended at its start \(exit status 0\)/],
  ])('it %s', async (_, script, expected) => {
    await expect(start(program(`/bin/sh\nexec ${script}`), { timeout: 300 })).rejects.toThrow(expected)
  })

  test.each([
    ['sends garbage', "socket.write('who is there?\\n')", /is not JSON: who is there/],
    ['sends half a line and hangs up', 'socket.end(\'{"QMP": {\')', /closed the connection/],
    ['is no QEMU', 'socket.write(\'{"jsonrpc": 2}\\n\')', /does not greet/],
    ['never stops', "setInterval(() => socket.write('x'.repeat(1 << 20)), 1)", /is too long/],
  ])('its monitor %s', async (_, behaviour, expected) => {
    const emulator = program(
      `${process.execPath}\nrequire('net').createServer((socket) => { socket.on('error', () => {}); ${behaviour} }).listen({ fd: 3 })`,
    )
    await expect(start(emulator)).rejects.toThrow(expected)
  })

  test('it refuses to go on', async () => {
    const emulator = pretendedQemu({ cont: { error: { class: 'GenericError', desc: 'Resetting needed' } } })
    await expect(start(emulator)).rejects.toMatchObject({ name: 'QmpError', errorClass: 'GenericError' })
  })

  test('it is not there', async () => {
    await expect(start(join(root, 'none'))).rejects.toMatchObject({ code: 'SYSTEM_ERROR', where: join(root, 'none') })
  })

  test('a disk is missing', async () => {
    const needs = [{ path: join(root, 'disk.img'), what: 'disk vda', access: 'write' as const }]
    await expect(start(pretendedQemu(), { plan: { needs } })).rejects.toMatchObject({
      message: `the file of the disk vda is not there: ${join(root, 'disk.img')}`,
    })
    expect(existsSync(join(root, 'told'))).toBe(false)
  })

  test('variables that were to begin anew have, and stay', async () => {
    const [path, copyOf] = [join(root, 'nvram'), join(root, 'vars')]
    for (const file of [path, copyOf]) writeFileSync(file, file)
    const files = [{ path, content: { copyOf }, keep: true, renew: true }]
    await expect(start(program('/bin/sh\nexit 1'), { plan: { files } })).rejects.toThrow(/QEMU ended at its start/)
    expect(readFileSync(path, 'utf8')).toBe(copyOf)
  })

  test('a template is missing', async () => {
    const files = [{ path: join(root, 'nvram'), content: { copyOf: join(root, 'vars') }, keep: true }]
    await expect(start(pretendedQemu(), { plan: { files } })).rejects.toThrow(/cannot copy .*vars: no such file/)
  })

  test('a socket has too long a path', async () => {
    const descriptors = [{ descriptor: 'listen' as const, path: join(root, 'x'.repeat(200), 's') }]
    await expect(start(pretendedQemu(), { plan: { descriptors } })).rejects.toThrow(/cannot listen at/)
  })

  test('QEMU could not lock an image or open a file', async () => {
    const words = `qemu: -blockdev x: Failed to get "write" lock
Is another process using the image [/vm/a.img]?`
    const locked = program(`/bin/sh\ncat >&2 <<'X'\n${words}\nX\nexit 1`)
    await expect(start(locked)).rejects.toThrow(/the image \/vm\/a.img is in use by another process/)
    const denied = program(`/bin/sh\necho "qemu: Could not open '/root/a': Permission denied" >&2; exit 1`)
    await expect(start(denied)).rejects.toMatchObject({
      message: expect.stringContaining('permission denied for the guest: /root/a cannot be opened to write'),
    })
  })
})

test('exactly the planned descriptors are inherited', async () => {
  const script = '/bin/sh\ncd /proc/self/fd && echo *; exit 1'
  const file = join(root, 'log-of-the-serial-port')
  const descriptors = [...planFor('', 'web').descriptors, { descriptor: 'file' as const, path: file, append: true }]
  // What this process has got from its own parents to pass on, and what the shell itself opens.
  const inherited = spawnSync('/bin/sh', [program(script)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const expected = new Set([...inherited.stdout.trim().split(' '), '3', '4'])
  const error = await start(program(script), { plan: { descriptors } }).catch((error) => error)
  const seen = String(error.data.words).split(' ')
  expect(seen.filter((number) => !expected.has(number)).length).toBeLessThanOrEqual(1)
  expect(seen).toEqual(expect.arrayContaining(['0', '1', '2', '3', '4']))
})

describe('what another guest has', () => {
  test('the name', async () => {
    const guest = await start(pretendedQemu())
    await expect(start(pretendedQemu(), { uuid: 'other' })).rejects.toMatchObject({
      code: 'OPERATION_FAILED',
      message: "domain 'web' already exists with uuid uuid of web",
    })
    await expect(start(pretendedQemu())).rejects.toMatchObject({
      code: 'OPERATION_INVALID',
      message: "domain 'web' is already active",
      where: `process ${guest.emulator.identity.pid}`,
    })
    expect(registry.list()).toHaveLength(1)
  })

  test('the UUID', async () => {
    await start(pretendedQemu(), { uuid: 'same' })
    await expect(start(pretendedQemu(), { name: 'other', uuid: 'same' })).rejects.toThrow(
      /domain 'web' is already defined with uuid same/,
    )
    expect(registry.list()).toHaveLength(1)
  })

  test('a disk, unless both share it', async () => {
    const path = join(root, 'disk.img')
    writeFileSync(path, '')
    const needs = [{ path, what: 'disk vda', access: 'write' as const }]
    await start(pretendedQemu(), { name: 'first', plan: { needs } })
    await expect(start(pretendedQemu(), { name: 'second', plan: { needs } })).rejects.toMatchObject({
      message: `the image ${path} is in use by the guest 'first'`,
      data: { image: path, guest: 'first' },
    })
    const shared = needs.map((need) => ({ ...need, shared: true }))
    await start(pretendedQemu(), { name: 'third', plan: { needs: shared } })
    expect(registry.list().map(({ id }) => id)).toEqual([1, 3])
  })

  test('nothing, where its start was cut off: what that has left is cleared away', async () => {
    const guest = await start(pretendedQemu())
    const { emulator: _, ...cutOff } = guest.status
    await new LocalDomain(guest, { owned: true }).destroy()
    const somebodys = join(root, 'notes')
    writeFileSync(somebodys, '')
    mkdirSync(join(paths.guests, 'web'))
    writeFileSync(join(paths.guests, 'web', 'key'), '')
    registry.write({ ...cutOff, sockets: [somebodys], starter: { ...cutOff.starter, startTime: 1 } })
    expect(registry.list()).toEqual([])
    expect(leftovers()).toEqual([])
    expect(existsSync(somebodys)).toBe(true)
  })

  test('nothing, once it is gone without having cleared away', async () => {
    const guest = await start(pretendedQemu(), { name: 'gone' })
    const { status } = guest
    guest.emulator.kill('SIGKILL')
    await guest.ended
    registry.write(status)
    expect(registry.list()).toEqual([])
    writeFileSync(paths.status('broken'), '{')
    await start(pretendedQemu(), { name: 'broken' })
  })
})

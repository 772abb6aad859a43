import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { domain, lodge as run, webUuid as uuid } from '../../../test/support/command.ts'
import type { Domain, DomainEvent, Host } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'

const lodge = (words: string[], domains: Domain[], host: Partial<Host> = {}) => run(words, { domains, host })

const dbUuid = '7c0a2c6e-52e1-4f43-9a54-0a3bfb1a0002'

const running = domain({
  ...{ name: 'db', id: 7, uuid: dbUuid },
  ...{ status: async () => ({ state: 'running', reason: 'booted' }), isPersistent: async () => false },
  autostart: async () => false,
}).made

test('list shows those that run, and all where that is asked for', async () => {
  const all = [domain().made, running]
  expect((await lodge(['list'], all)).out).toBe('id  name  state\n7   db    running  transient')
  expect((await lodge(['list', '--all'], all)).out).toBe(
    'id  name  state\n7   db    running  transient\n-   web   shutoff  autostart',
  )
  expect(JSON.parse((await lodge(['list', '--all', '--json'], all)).out)).toEqual([
    { id: 7, name: 'db', uuid: dbUuid, state: 'running', reason: 'booted', persistent: false, autostart: false },
    { name: 'web', uuid, state: 'shutoff', reason: 'destroyed', persistent: true, autostart: true },
  ])
  expect(JSON.parse((await lodge(['list', '--json'], [])).out)).toEqual([])
  expect(await lodge(['list'], [])).toMatchObject({ code: 0, out: '', err: expect.stringContaining('--all') })
})

test.each([
  [['start', 'web'], ['start', { paused: undefined }], 'web runs; its log is /log/web.log'],
  [['start', '-p', 'web'], ['start', { paused: true }], 'web waits for lodge resume; its log is /log/web.log'],
  [['start', '--reset-nvram', 'web'], ['start', { resetNvram: true }], 'web runs; its log is /log/web.log'],
  [['stop', 'web'], ['destroy', {}], 'web is off'],
  [['destroy', 'web'], ['destroy', {}], 'web is off'],
  [['stop', '--remove-logs', 'web'], ['destroy', { removeLogs: true }], 'web is off'],
  [['undefine', 'web'], ['undefine', {}], 'web is no longer defined'],
  [
    ['undefine', '--nvram', '--tpm', 'keep', 'web'],
    ['undefine', { nvram: 'remove', tpm: 'keep' }],
    'web is no longer defined',
  ],
  [['suspend', 'web'], ['pause'], 'web is paused'],
  [['resume', 'web'], ['resume'], 'web runs'],
  [['shutdown', 'web'], ['shutdown'], ''],
  [['reset', 'web'], ['reset'], 'web starts again'],
  [['autostart', 'web'], ['setAutostart', true], 'web is started with the host'],
  [['autostart', '--disable', 'web'], ['setAutostart', false], 'web is not started with the host'],
])('%j', async (words, call, said) => {
  const { made, calls } = domain()
  expect(await lodge(words, [made])).toMatchObject({ code: 0, out: said, err: '' })
  expect(calls).toEqual([call])
})

test('several are done in turn, also after one that failed', async () => {
  const { made, calls } = domain()
  const { code, out, err } = await lodge(['suspend', 'web', 'wbe', 'web'], [made])
  expect({ code, out }).toEqual({ code: 1, out: 'web is paused\nweb is paused' })
  expect(err).toContain("no domain 'wbe'")
  expect(err).toContain('hint: did you mean web?')
  expect(calls).toHaveLength(2)
})

test('shutdown --wait ends with the guest, and gives up when it is told to', async () => {
  const ends = domain({ id: 3, ended: async () => ({ state: 'shutoff', reason: 'shutdown' }) })
  expect(await lodge(['shutdown', '--wait', 'web'], [ends.made])).toMatchObject({ code: 0, out: 'web is off' })
  const stays = domain({ id: 3, ended: () => new Promise(() => {}) })
  const { code, err } = await lodge(['shutdown', '--wait', '--timeout', '1', 'web'], [stays.made])
  expect(code).toBe(1)
  expect(err).toContain('web has not ended within 1 s')
  expect(err).toContain('lodge stop web')
})

test.each(['long', '0', '-1', '1e3'])('--timeout %s is a usage error', async (time) => {
  expect(await lodge(['shutdown', '--wait', `--timeout=${time}`, 'web'], [domain().made])).toMatchObject({ code: 2 })
})

test('a number is an id, or a name that looks like one', async () => {
  expect((await lodge(['state', '7'], [running])).out).toBe('running (booted)')
  expect((await lodge(['state', '8'], [domain({ name: '8' }).made])).out).toBe('shutoff (destroyed)')
  expect((await lodge(['state', '9'], [running])).code).toBe(1)
  expect(JSON.parse((await lodge(['state', 'db', '--json'], [running])).out)).toEqual({
    ...{ name: 'db', state: 'running', reason: 'booted' },
  })
})

const machine = `<domain>
  <devices>
    <disk type='file' device='cdrom'><source file='/a.iso'/><target dev='sda'/><readonly/></disk>
    <disk type='network'><source name='pool/x'/><target dev='vda'/></disk>
    <interface type='bridge'><mac address='52:54:00:00:00:01'/><source bridge='br0'/><model type='virtio'/></interface>
    <serial type='pty'><source path='/dev/pts/3'/><alias name='serial0'/></serial>
    <console type='pty'><source path='/dev/pts/3'/><target type='serial'/></console>
    <graphics type='vnc' port='5901' listen='::1'><listen type='address' address='::1'/></graphics>
    <graphics type='spice' autoport='yes'/>
  </devices>
</domain>`

test('info', async () => {
  const messages = async () => ['tainted: custom-argv', "deprecated configuration: machine type 'pc-1'"]
  const { out } = await lodge(['info', 'web'], [domain({ xml: async () => machine, messages }).made])
  expect(out.replaceAll(/ +$/gm, '')).toBe(`name      web
UUID      ${uuid}
id        -
state     shutoff (destroyed)
CPUs      2 of 4
CPU time  1.3 s
memory    1.0 MiB of 2.0 MiB
kept      defined, started with the host
disk      sda cdrom /a.iso (read-only)
          vda pool/x
network   bridge br0 52:54:00:00:00:01 (virtio)
console   serial0 pty /dev/pts/3
screen    vnc://[::1]:5901
          spice, its address is chosen at the start
log       /log/web.log
messages  tainted: custom-argv
          deprecated configuration: machine type 'pc-1'`)
  expect(JSON.parse((await lodge(['info', 'web', '--json'], [domain({ xml: async () => machine }).made])).out)).toEqual(
    {
      ...{ name: 'web', uuid, state: 'shutoff', reason: 'destroyed', persistent: true, autostart: true, osType: 'hvm' },
      ...{ maxMemory: 2048, memory: 1024, maxVcpus: 4, vcpus: 2, cpuTime: 1.26e9, log: '/log/web.log' },
      disks: [
        { target: 'sda', device: 'cdrom', type: 'file', source: '/a.iso', readonly: true },
        { target: 'vda', device: 'disk', type: 'network', source: 'pool/x', readonly: false },
      ],
      interfaces: [{ type: 'bridge', source: 'br0', mac: '52:54:00:00:00:01', model: 'virtio' }],
      consoles: [{ alias: 'serial0', kind: 'serial', type: 'pty', source: '/dev/pts/3' }],
      graphics: [{ type: 'vnc', address: 'vnc://[::1]:5901' }, { type: 'spice' }],
    },
  )
})

test('xml takes a name where there is no such file', async () => {
  const asked: unknown[] = []
  const { made } = domain({
    xml: async (options) => {
      asked.push(options)
      return '<domain/>\n'
    },
  })
  expect((await lodge(['xml', 'web', '--inactive', '--secure'], [made])).out).toBe('<domain/>')
  expect(asked).toEqual([{ inactive: true, secure: true }])
  expect((await lodge(['xml', './web'], [made])).err).toContain('ENOENT')
})

test('define keeps each file', async () => {
  const { made, calls } = domain()
  const texts: string[] = []
  const define: Host['define'] = async (text) => {
    texts.push(text)
    return made
  }
  const file = 'examples/hello.xml'
  expect(await lodge(['define', '--autostart', file], [], { define })).toMatchObject({ code: 0, out: 'web is defined' })
  expect(texts[0]).toContain('<domain')
  expect(calls).toEqual([['setAutostart', true]])
})

test('console shows what the guest says, of one that runs', async () => {
  const said = new PassThrough()
  said.end('hello')
  const asked: (string | undefined)[] = []
  const { made } = domain({
    console: async (alias) => {
      asked.push(alias)
      return said
    },
  })
  made.active = () => made
  expect(await lodge(['console', 'web', '--device', 'serial1'], [made])).toMatchObject({ code: 0, shown: 'hello' })
  expect(asked).toEqual(['serial1'])
  const off = domain({
    active: () => {
      throw new LodgeError('OPERATION_INVALID', 'the domain is not running')
    },
  }).made
  expect(await lodge(['console', 'web'], [off])).toMatchObject({ code: 1, err: expect.stringContaining('not running') })
})

/** One whose agent answers when it is asked for the last of these times, and to which these things happen meanwhile. */
function coming(happens: string[], answersAt: number, { tellsTime = true } = {}) {
  let asked = 0
  const events = async function* () {
    for (const event of happens) yield { event } as DomainEvent
  }
  const time = async () => {
    if (++asked < answersAt) throw new LodgeError('AGENT_UNRESPONSIVE', 'not connected')
    if (!tellsTime) throw new LodgeError('OPERATION_UNSUPPORTED', 'not told')
  }
  const { made } = domain({
    events,
    agent: { time } as unknown as Domain['agent'],
    start: async () => made as never,
  })
  return made
}

test('start --wait ends when the agent answers, and tells of a guest that has ended', async () => {
  const start = (made: Domain) => lodge(['start', 'web', '--wait'], [made])
  const web = { code: 0, out: 'web runs; its log is /log/web.log' }
  expect(await start(coming([], 1))).toMatchObject(web)
  expect(await start(coming([], 1, { tellsTime: false }))).toMatchObject(web)
  expect(await start(coming(['resumed', 'agent-lifecycle', 'agent-lifecycle'], 3))).toMatchObject(web)
  expect(await start(coming(['agent-lifecycle', 'stopped', 'agent-lifecycle'], 3))).toMatchObject({
    code: 1,
    err: expect.stringContaining('web has ended before its agent answered'),
  })
})

test('info tells since when a domain runs, where its daemon does', async () => {
  const info = async (emulator: () => Promise<unknown>) => {
    const { made } = domain({ id: 7, xml: async () => '<domain/>', emulator } as never)
    made.active = () => made as never
    return JSON.parse((await lodge(['info', 'web', '--json'], [made])).out).started
  }
  expect(await info(async () => ({ pid: 1, started: 1000, commandLine: [] }))).toBe('1970-01-01T00:00:01.000Z')
  expect(
    await info(async () => {
      throw new LodgeError('NO_SUPPORT', 'not told')
    }),
  ).toBeUndefined()
})

test('reboot waits until the guest goes on, and tells of one that has ended', async () => {
  const events = (...names: [string, string][]) =>
    (async function* () {
      for (const [event, detail] of names) yield { event, detail } as DomainEvent
    })()
  const ended = async () => ({ state: 'shutoff', reason: 'shutdown' }) as const
  const goesOn = domain({
    ended,
    events: () => events(['shutdown', 'guest'], ['reboot', 'host'], ['resumed', 'unpaused']),
  })
  expect(await lodge(['reboot', 'web'], [goesOn.made])).toMatchObject({ code: 0, out: 'web starts again' })
  const ends = domain({ ended, events: () => events(['shutdown', 'guest'], ['stopped', 'shutdown']) })
  expect(await lodge(['reboot', 'web'], [ends.made])).toMatchObject({ code: 1, err: expect.stringContaining('ended') })
})

test('reboot is only asked for where a daemon sees to it', async () => {
  const { made, calls } = domain()
  expect(await run(['reboot', 'web'], { domains: [made], daemon: true })).toMatchObject({ code: 0, out: '', err: '' })
  expect(calls).toEqual([['reboot']])
})

test('events shows those that are asked for, and ends after so many', async () => {
  const time = new Date(2026, 0, 2, 3, 4, 5).getTime()
  const happened = ['web', 'db', 'web', 'web'].map(
    (name, i): DomainEvent => ({ domain: { name, uuid: `${name}-uuid` }, event: 'started', detail: `${i}`, time }),
  )
  const host: Partial<Host> = {
    events: () =>
      (async function* () {
        yield* happened
      })(),
    domain: async (name) => ({ name, uuid: `${name}-uuid` }) as Domain,
  }
  const { code, out } = await run(['events', '--domain', 'web', '--count', '2'], { host })
  expect({ code, out }).toEqual({ code: 0, out: '03:04:05  web  started (0)\n03:04:05  web  started (2)' })
  const all = await run(['events', '--json'], { host })
  expect(all.out.split('\n').map((line) => JSON.parse(line))).toEqual(happened)
})

test('events ends after a while', async () => {
  const host: Partial<Host> = {
    events: () => ({
      next: () => new Promise(() => {}),
      return: async () => ({ value: undefined, done: true }),
      [Symbol.asyncIterator]() {
        return this
      },
    }),
  }
  expect(await run(['events', '--timeout', '1'], { host })).toEqual({ code: 0, out: '', err: '', shown: '' })
})

test('state --watch tells each change once', async () => {
  const states = ['running', 'running', 'paused'] as const
  let asked = 0
  const { made } = domain({
    status: async () => {
      const state = states[asked++]
      if (!state) throw new LodgeError('NO_DOMAIN', 'it is gone')
      return { state, reason: 'user' }
    },
  })
  // Every look is followed by an event at once.
  const events: Host['events'] = () => ({
    next: async () => {
      await new Promise((resolve) => setImmediate(resolve))
      return { value: {} as DomainEvent, done: false }
    },
    return: async () => ({ value: undefined, done: true }),
    [Symbol.asyncIterator]() {
      return this
    },
  })
  const { code, out, err } = await run(['state', '--watch', 'web'], { domains: [made], host: { events } })
  expect({ code, out }).toEqual({ code: 1, out: 'running (user)\npaused (user)' })
  expect(err).toContain('it is gone')
})

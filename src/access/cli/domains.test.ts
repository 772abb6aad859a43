import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import type { ActiveDomain, Domain, DomainEvent, Host } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import { runCli } from './main.ts'

const uuid = '7c0a2c6e-52e1-4f43-9a54-0a3bfb1a0001'

/** A domain of which calls are remembered. */
function domain(parts: Partial<ActiveDomain> = {}) {
  const calls: unknown[][] = []
  const call =
    (name: string) =>
    async (...args: unknown[]) =>
      void calls.push([name, ...args])
  const made = {
    ...{ name: 'web', uuid, id: undefined, logFile: async () => '/log/web.log' },
    ...{ isActive: async () => false, isPersistent: async () => true, autostart: async () => true },
    status: async () => ({ state: 'shutoff', reason: 'destroyed' }),
    info: async () => ({ osType: 'hvm', maxMemory: 2048, memory: 1024, maxVcpus: 4, vcpus: 2, cpuTime: 1.26e9 }),
    ...Object.fromEntries(
      ['start', 'destroy', 'undefine', 'pause', 'resume', 'shutdown', 'reboot', 'setAutostart'].map((name) => [
        name,
        call(name),
      ]),
    ),
    ...parts,
  } as ActiveDomain
  return { made, calls }
}

async function lodge(words: string[], domains: Domain[], more: Partial<Host> = {}) {
  const out: string[] = []
  const err: string[] = []
  const shown = new PassThrough()
  const host: Partial<Host> = {
    domains: async ({ active } = {}) =>
      domains.filter(({ id }) => active === undefined || active === (id !== undefined)),
    domain: async (wanted) => {
      const found = domains.find(({ name, id }) => name === wanted || id === wanted)
      if (found) return found
      throw new LodgeError('NO_DOMAIN', `Domain not found: no domain '${wanted}'`)
    },
    ...more,
  }
  const code = await runCli({
    words,
    version: '1.2.3',
    open: async () => ({ [Symbol.asyncDispose]: async () => {}, ...host }) as Host,
    serve: async () => {},
    terminal: {
      out: (text) => void out.push(text),
      err: (text) => void err.push(text),
      style: (_, text) => text,
      styleErr: (_, text) => text,
      input: new PassThrough() as unknown as NodeJS.ReadStream,
      output: shown as unknown as NodeJS.WriteStream,
    },
  })
  return { code, out: out.join('\n'), err: err.join('\n'), shown: String(shown.read() ?? '') }
}

const running = domain({
  ...{ name: 'db', id: 7 },
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
    { id: 7, name: 'db', uuid, state: 'running', reason: 'booted', persistent: false, autostart: false },
    { name: 'web', uuid, state: 'shutoff', reason: 'destroyed', persistent: true, autostart: true },
  ])
  expect(JSON.parse((await lodge(['list', '--json'], [])).out)).toEqual([])
  expect(await lodge(['list'], [])).toMatchObject({ code: 0, out: '', err: expect.stringContaining('--all') })
})

test.each([
  [['start', 'web'], ['start', { paused: undefined }], 'web runs; its log is /log/web.log'],
  [['start', '-p', 'web'], ['start', { paused: true }], 'web waits for lodge resume; its log is /log/web.log'],
  [['stop', 'web'], ['destroy'], 'web is off'],
  [['destroy', 'web'], ['destroy'], 'web is off'],
  [['undefine', 'web'], ['undefine'], 'web is no longer defined'],
  [['suspend', 'web'], ['pause'], 'web is paused'],
  [['resume', 'web'], ['resume'], 'web runs'],
  [['shutdown', 'web'], ['shutdown', {}], ''],
  [['shutdown', '--wait', '2.5', 'web'], ['shutdown', { timeout: 2500 }], 'web is off'],
  [['autostart', 'web'], ['setAutostart', true], 'web is started with the host'],
  [['autostart', '--disable', 'web'], ['setAutostart', false], 'web is not started with the host'],
])('%j', async (words, call, said) => {
  const { made, calls } = domain()
  expect(await lodge(words, [made])).toMatchObject({ code: 0, out: said, err: '' })
  expect(calls).toEqual([call])
})

test('several are done in turn, until one fails', async () => {
  const { made, calls } = domain()
  const { code, out, err } = await lodge(['suspend', 'web', 'nosuch', 'web'], [made])
  expect({ code, out }).toEqual({ code: 1, out: 'web is paused' })
  expect(err).toContain("no domain 'nosuch'")
  expect(calls).toHaveLength(1)
})

test('a wait that is no time is a usage error', async () => {
  expect(await lodge(['shutdown', '--wait', 'long', 'web'], [domain().made])).toMatchObject({ code: 2 })
})

test('a number is an id, or a name that looks like one', async () => {
  expect((await lodge(['state', '7'], [running])).out).toBe('running (booted)')
  expect((await lodge(['state', '8'], [domain({ name: '8' }).made])).out).toBe('shutoff (destroyed)')
  expect((await lodge(['state', '9'], [running])).code).toBe(1)
  expect(JSON.parse((await lodge(['state', 'db', '--json'], [running])).out)).toEqual({
    ...{ name: 'db', state: 'running', reason: 'booted' },
  })
})

test('info', async () => {
  const { out } = await lodge(['info', 'web'], [domain().made])
  expect(out).toContain(
    'state       shutoff (destroyed)\nCPUs        2 of 4\nCPU time    1.3 s\nmemory      1 of 2 MiB',
  )
  expect(JSON.parse((await lodge(['info', 'web', '--json'], [domain().made])).out)).toMatchObject({
    ...{ name: 'web', state: 'shutoff', maxMemory: 2048, persistent: true, log: '/log/web.log' },
  })
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

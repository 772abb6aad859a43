import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { hostWith, served, testHandle, testUuid } from '../../../../test/support/rpc-peer.ts'
import type { ActiveDomain, Domain, DomainState, Host, MonitorEvent } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { Feed } from '../../../base/feed.ts'
import { decode, encode, encodeFrame, int, messageStatus, messageTypes } from '../../../formats/xdr/index.ts'
import { wireError } from '../protocol/error.ts'
import { procedures, qemuProgramProcedures } from '../protocol/index.ts'
import { monitorMessage } from '../protocol/monitor-events.ts'
import { type ProcedureName, procedureNumbers, qemuProcedures } from '../protocol/numbers.ts'
import { keepaliveProcedures, programs } from '../protocol/programs.ts'

const bytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex')
const hexOf = (payload: Uint8Array): string => Buffer.from(payload).toString('hex')
const args = { dom: testHandle }
const isMessage = ({ header }: { header: { type: number } }): boolean => header.type === messageTypes.MESSAGE
const isStream = ({ header }: { header: { type: number } }): boolean => header.type === messageTypes.STREAM

/** What a client and a libvirtd 9.0.0 said to each other: call, its arguments, the answer's payload. */
const recorded: [name: ProcedureName, args: string, result: string][] = [
  ['AUTH_LIST', '', '0000000100000000'],
  ['CONNECT_SUPPORTS_FEATURE', '0000000a', '00000001'],
  ['CONNECT_OPEN', '000000010000000e71656d753a2f2f2f73797374656d000000000000', ''],
  ['CONNECT_SUPPORTS_FEATURE', '0000000e', '00000001'],
  ['CONNECT_SUPPORTS_FEATURE', '0000000f', '00000001'],
  ['CONNECT_REGISTER_CLOSE_CALLBACK', '', ''],
  ['NODE_GET_CPU_MAP', '000000010000000100000000', '00000001030000000000000200000002'],
  [
    'NODE_GET_INFO',
    '',
    `0000007800000038000000360000005f0000003600000034${'0'.repeat(208)}00000000008568d40000000200000a2400000001000000010000000200000001`,
  ],
  ['CONNECT_UNREGISTER_CLOSE_CALLBACK', '', ''],
  ['CONNECT_CLOSE', '', ''],
]

const machine: Partial<Host> = {
  cpuMap: async () => ({ present: [0, 1], online: [0, 1] }),
  nodeInfo: async () => ({
    ...{ model: 'x86_64', memory: 8743124, cpus: 2, mhz: 2596 },
    ...{ nodes: 1, sockets: 1, cores: 2, threads: 1 },
  }),
}

describe('what is said', () => {
  test("is what libvirt's own daemon says, byte for byte", async () => {
    const peer = await served(machine).connect({ open: false })
    for (const [serial, [name, payload, result]] of recorded.entries()) {
      const procedure = procedureNumbers[name]
      peer.socket.write(peer.frame({ procedure, serial }, bytes(payload)))
      const reply = await peer.next()
      const { number: program, version } = programs.remote
      expect(reply.header).toEqual({ program, version, procedure, type: messageTypes.REPLY, serial, status: 0 })
      expect([name, hexOf(reply.payload)]).toEqual([name, result])
    }
    await peer.ended()
  })

  test('the same when every byte comes alone', async () => {
    const peer = await served().connect({ open: false })
    const call = peer.frame({ procedure: procedureNumbers.AUTH_LIST, serial: 7 })
    for (const byte of call) peer.socket.write(Uint8Array.of(byte))
    expect(hexOf((await peer.next()).payload)).toBe('0000000100000000')
  })

  test('a domain that is not there has the number and the words that clients know', async () => {
    const peer = await served(hostWith({})).connect()
    await expect(peer.call('DOMAIN_LOOKUP_BY_NAME', { name: 'nope' })).rejects.toMatchObject({
      ...{ code: 42, domain: 10, level: 2, int1: -1, int2: -1, dom: undefined, net: undefined },
      message: "Domain not found: no domain with matching name 'nope'",
    })
    // A UUID is no name.
    await expect(peer.call('DOMAIN_LOOKUP_BY_NAME', { name: testUuid })).rejects.toMatchObject({ code: 42 })
    await expect(peer.call('DOMAIN_LOOKUP_BY_ID', { id: 2 })).rejects.toMatchObject({ code: 42 })
    expect(await peer.call('DOMAIN_LOOKUP_BY_ID', { id: 1 })).toEqual(args)
  })

  test('an error of ours comes with its place and its hint, any other as an internal one', async () => {
    const details = { where: '/dev/x', position: { line: 1, column: 2 }, hint: 'do this' }
    const peer = await served({
      hostname: async () => {
        throw new LodgeError('OPERATION_FAILED', 'it failed', details)
      },
      freeMemory: async () => {
        throw new TypeError('oops')
      },
    }).connect()
    await expect(peer.call('CONNECT_GET_HOSTNAME')).rejects.toMatchObject({
      code: 9,
      message: 'operation failed: it failed (at /dev/x, line 1, column 2); do this',
    })
    await expect(peer.call('NODE_GET_FREE_MEMORY')).rejects.toMatchObject({ code: 1, message: 'internal error: oops' })
  })

  test('procedures and programs that are not there are told apart from failures', async () => {
    const peer = await served().connect()
    const failure = async (header: object) => {
      peer.socket.write(peer.frame({ serial: 5, ...header }))
      const reply = await peer.next()
      expect(reply.header).toMatchObject({
        ...header,
        serial: 5,
        type: messageTypes.REPLY,
        status: messageStatus.ERROR,
      })
      return decode(wireError, reply.payload)
    }
    for (const procedure of [0, 61, 453, 9999]) {
      expect(await failure({ procedure })).toMatchObject({ code: 39, domain: 7, message: /^unknown procedure/ })
    }
    expect(await failure({ program: 5 })).toMatchObject({ code: 39, message: 'Cannot find program 5 version 1' })
    expect(await failure({ version: 2 })).toMatchObject({ code: 39, message: /version 2$/ })
  })

  test('arguments that are not what they should be fail the call alone', async () => {
    const peer = await served(machine).connect()
    peer.socket.write(peer.frame({ procedure: procedureNumbers.DOMAIN_LOOKUP_BY_NAME }, bytes('ffffffff')))
    expect(decode(wireError, (await peer.next()).payload)).toMatchObject({ code: 39, domain: 7 })
    await peer.call('NODE_GET_INFO')
  })

  test('what answers nothing is dropped', async () => {
    const peer = await served(machine).connect()
    for (const type of [messageTypes.REPLY, messageTypes.MESSAGE, messageTypes.STREAM, messageTypes.STREAM_HOLE, 99]) {
      peer.socket.write(peer.frame({ type, procedure: 1 }))
    }
    await peer.call('NODE_GET_INFO')
    expect(peer.frames).toEqual([])
  })

  test('a call with descriptors is refused', async () => {
    const peer = await served(machine).connect()
    peer.socket.write(peer.frame({ type: messageTypes.CALL_WITH_FDS, procedure: 1 }, encode(int, 1, 4)))
    peer.socket.write(new Uint8Array(1))
    expect(decode(wireError, (await peer.next()).payload)).toMatchObject({ code: 3 })
    await peer.call('NODE_GET_INFO')
  })
})

describe('opening', () => {
  test.each([
    ['qemu:///system', 'qemu:///system'],
    ['qemu:///system?no_verify=1', 'qemu:///system'],
    ['', 'qemu:///system'],
  ])("'%s' opens %s", async (name, uri) => {
    const peer = await served().connect({ open: false })
    await peer.call('CONNECT_OPEN', { name, flags: 6 })
    expect(await peer.call('CONNECT_GET_URI')).toEqual({ text: uri })
    await expect(peer.call('CONNECT_OPEN', { name, flags: 0 })).rejects.toMatchObject({ code: 1 })
  })

  test.each([['qemu:///session'], ['test:///default'], [undefined]])('%s is refused', async (name) => {
    const peer = await served().connect({ open: false })
    await expect(peer.call('CONNECT_OPEN', { name, flags: 0 })).rejects.toMatchObject({ code: 5 })
    await peer.call('CONNECT_OPEN', { name: '', flags: 0 })
  })

  test('before it nothing is answered but what belongs to it', async () => {
    const peer = await served(machine).connect({ open: false })
    for (const [name, row] of Object.entries(procedures)) {
      if (row.before) continue
      peer.socket.write(peer.frame({ procedure: procedureNumbers[name as ProcedureName] }, new Uint8Array(64)))
      expect(decode(wireError, (await peer.next()).payload)).toMatchObject({ code: 1, message: /not open/ })
    }
    await expect(peer.call('CONNECT_SUPPORTS_FEATURE', { feature: 14 })).rejects.toMatchObject({ code: 1 })
  })

  test('unknown features are not there, and no error', async () => {
    const peer = await served().connect()
    for (const feature of [0, 8, 99, -1]) {
      expect(await peer.call('CONNECT_SUPPORTS_FEATURE', { feature })).toEqual({ value: 0 })
    }
  })
})

describe('who may only look', () => {
  const forbidden = Object.entries(procedures).filter(([, { access }]) =>
    /write|start|stop|suspend|reset|init-control|open-device/.test(access),
  )

  test.each([
    ['by the socket', true, 0],
    ['by the flag', false, 1],
  ])('changes nothing, %s', async (_, readOnly, flags) => {
    const peer = await served(hostWith({ status: async () => ({ state: 'running', reason: 'booted' }) })).connect({
      readOnly,
      open: false,
    })
    await peer.call('CONNECT_OPEN', { name: '', flags })
    expect(forbidden.length).toBeGreaterThan(10)
    for (const [name] of forbidden) {
      peer.socket.write(peer.frame({ procedure: procedureNumbers[name as ProcedureName] }, new Uint8Array(64)))
      expect(decode(wireError, (await peer.next()).payload)).toMatchObject({ code: 29, domain: 20 })
    }
    expect(await peer.call('DOMAIN_GET_STATE', { ...args, flags: 0 })).toEqual({ state: 1, reason: 1 })
  })
})

describe('flags', () => {
  const calls: string[] = []
  const domain = {
    ...testHandle,
    release: () => void calls.push('release'),
    destroy: async () => void calls.push('destroy'),
    shutdown: async () => void calls.push('shutdown'),
    xml: async () => '<domain/>',
  } as unknown as ActiveDomain
  const host = { ...hostWith(domain), create: async () => domain }

  test('that are not known are refused before anything happens', async () => {
    const peer = await served(host).connect()
    const refused: [ProcedureName, number][] = [
      ['DOMAIN_DESTROY_FLAGS', 4],
      ['DOMAIN_SHUTDOWN_FLAGS', 4],
      ['DOMAIN_REBOOT', 16],
      ['DOMAIN_GET_XML_DESC', 16],
    ]
    for (const [name, flags] of refused) {
      await expect(peer.call(name, { ...args, flags })).rejects.toMatchObject({ code: 8, message: /unsupported flags/ })
    }
    await expect(peer.call('DOMAIN_CREATE_XML', { xml: '', flags: 2 ** 31 })).rejects.toMatchObject({ code: 8 })
    expect(calls).toEqual([])
    await peer.call('DOMAIN_SHUTDOWN_FLAGS', { ...args, flags: 1 })
    expect(calls.splice(0)).toEqual(['shutdown'])
  })

  test('a domain is kept when its client goes, unless it was to go with it', async () => {
    const { connect } = served(host)
    for (const [flags, expected] of [
      [0, ['release']],
      [2, ['release', 'destroy']],
    ] as const) {
      const peer = await connect()
      await peer.call('DOMAIN_CREATE_XML', { xml: '<domain/>', flags })
      peer.socket.end()
      await peer.ended()
      await expect.poll(() => calls).toEqual(expected)
      calls.length = 0
    }
  })

  test('who may only look sees no secrets', async () => {
    const peer = await served(host).connect({ readOnly: true })
    expect(await peer.call('DOMAIN_GET_XML_DESC', { ...args, flags: 2 })).toEqual({ text: '<domain/>' })
    for (const flags of [1, 8]) {
      await expect(peer.call('DOMAIN_GET_XML_DESC', { ...args, flags })).rejects.toMatchObject({ code: 29 })
    }
  })
})

describe('definitions', () => {
  test('calls come to the domain, and its answers to the client', async () => {
    const calls: unknown[] = []
    const told = (name: string) => async (value?: unknown) =>
      void calls.push(value === undefined ? name : [name, value])
    const running = { ...testHandle, release: () => void calls.push('release') } as ActiveDomain
    const domain: Partial<ActiveDomain> = {
      undefine: told('undefine'),
      setAutostart: told('setAutostart'),
      autostart: async () => true,
      isActive: async () => false,
      isPersistent: async () => true,
      start: async (options) => {
        await told('start')(options)
        return running
      },
    }
    const host = hostWith({ ...domain, id: undefined })
    const define = async (xml: string) => {
      calls.push(['define', xml])
      return (await host.domain?.('test')) as ActiveDomain
    }
    const peer = await served({ ...host, define }).connect()
    const inactive = { dom: { ...testHandle, id: -1 } }
    expect(await peer.call('DOMAIN_DEFINE_XML', { xml: '<domain/>' })).toEqual(inactive)
    expect(await peer.call('DOMAIN_DEFINE_XML_FLAGS', { xml: '<domain/>', flags: 1 })).toEqual(inactive)
    expect(await peer.call('DOMAIN_IS_ACTIVE', inactive)).toEqual({ value: 0 })
    expect(await peer.call('DOMAIN_IS_PERSISTENT', inactive)).toEqual({ value: 1 })
    expect(await peer.call('DOMAIN_GET_AUTOSTART', inactive)).toEqual({ value: 1 })
    await peer.call('DOMAIN_SET_AUTOSTART', { ...inactive, on: 1 })
    await peer.call('DOMAIN_CREATE', inactive)
    expect(await peer.call('DOMAIN_CREATE_WITH_FLAGS', { ...inactive, flags: 1 })).toEqual(args)
    expect(await peer.call('DOMAIN_CREATE_WITH_FLAGS', { ...inactive, flags: 32 })).toEqual(args)
    await peer.call('DOMAIN_UNDEFINE', inactive)
    await peer.call('DOMAIN_UNDEFINE_FLAGS', { ...inactive, flags: 4 })
    await peer.call('DOMAIN_UNDEFINE_FLAGS', { ...inactive, flags: 8 })
    await expect(peer.call('DOMAIN_UNDEFINE_FLAGS', { ...inactive, flags: 12 })).rejects.toMatchObject({ code: 8 })
    await expect(peer.call('DOMAIN_UNDEFINE_FLAGS', { ...inactive, flags: 128 })).rejects.toMatchObject({ code: 8 })
    expect(calls).toEqual([
      ...[
        ['define', '<domain/>'],
        ['define', '<domain/>'],
        ['setAutostart', true],
      ],
      ...['start', 'release', ['start', { paused: true, resetNvram: false }], 'release'],
      ...[['start', { paused: false, resetNvram: true }], 'release'],
      ...[
        ['undefine', { nvram: 'refuse' }],
        ['undefine', { nvram: 'remove' }],
        ['undefine', { nvram: 'keep' }],
      ],
    ])
  })

  test('lists hold what their flags ask for', async () => {
    const make = (name: string, id: number | undefined, state: DomainState, persistent: boolean) =>
      ({
        ...{ name, id, uuid: testUuid },
        ...{ isPersistent: async () => persistent, autostart: async () => false },
        ...{ status: async () => ({ state, reason: '' }) },
      }) as Domain
    const domains = [
      make('runs', 1, 'running', true),
      make('waits', 2, 'paused', false),
      make('rests', undefined, 'shutoff', true),
      make('broke', undefined, 'crashed', true),
    ]
    const peer = await served({ domains: async () => domains }).connect()
    const names = async (flags: number) => {
      const { domains } = (await peer.call('CONNECT_LIST_ALL_DOMAINS', { wanted: 1, flags })) as { domains: Domain[] }
      return domains.map(({ name }) => name)
    }
    expect(await names(0)).toEqual(['runs', 'waits', 'rests', 'broke'])
    expect(await names(1)).toEqual(['runs', 'waits'])
    expect(await names(2 | 4)).toEqual(['rests', 'broke'])
    expect(await names(1 | 2 | 8)).toEqual(['waits'])
    expect(await names(16 | 128)).toEqual(['runs', 'broke'])
    expect(await names(256)).toEqual([])
    expect(await peer.call('CONNECT_LIST_ALL_DOMAINS', { wanted: 0, flags: 0 })).toEqual({ domains: [], count: 4 })
  })
})

describe('metadata', () => {
  const set: unknown[][] = []
  const metadata = {
    title: async () => 'A < B',
    description: async () => undefined,
    element: async (uri: string) => (uri === 'urn:a' ? '<a/>' : undefined),
    setTitle: async (...given: unknown[]) => void set.push(given),
    setElement: async (...given: unknown[]) => void set.push(given),
  } as Partial<Domain['metadata']> as Domain['metadata']
  const connected = () => served(hostWith({ metadata })).connect()
  const ask = async (kind: number, uri?: string, flags = 0) =>
    (await connected()).call('DOMAIN_GET_METADATA', { dom: testHandle, kind, uri, flags })

  test('is asked for by kind and namespace', async () => {
    expect(await ask(1)).toEqual({ text: 'A < B' })
    expect(await ask(2, 'urn:a')).toEqual({ text: '<a/>' })
  })

  test('that is not there is an error of its own', async () => {
    await expect(ask(2, 'urn:c')).rejects.toMatchObject({ code: 80, domain: 20 })
    await expect(ask(0)).rejects.toMatchObject({ code: 80, domain: 20 })
    const wrong: Parameters<typeof ask>[] = [[3], [2], [1, 'urn:a'], [1, undefined, 3], [1, undefined, 4]]
    for (const args of wrong) await expect(ask(...args)).rejects.toMatchObject({ code: 8 })
  })

  test('is set where it is told', async () => {
    const peer = await connected()
    const none = { metadata: undefined, key: undefined, uri: undefined, flags: 0 }
    await peer.call('DOMAIN_SET_METADATA', { dom: testHandle, ...none, kind: 1, metadata: 'T', flags: 3 })
    await peer.call('DOMAIN_SET_METADATA', { dom: testHandle, ...none, kind: 2, uri: 'urn:a', flags: 2 })
    const note = { kind: 2, metadata: '<a/>', key: 'k', uri: 'urn:a' }
    await peer.call('DOMAIN_SET_METADATA', { dom: testHandle, ...none, ...note })
    expect(set).toEqual([
      ['T', { live: true, config: true }],
      ['urn:a', undefined, { live: false, config: true }],
      ['urn:a', { key: 'k', xml: '<a/>' }, { live: false, config: false }],
    ])
    const keyless = peer.call('DOMAIN_SET_METADATA', { dom: testHandle, ...none, ...note, key: undefined })
    await expect(keyless).rejects.toMatchObject({ code: 8 })
  })
})

describe('calls beside each other', () => {
  test('a quick one overtakes slow ones; what is too many waits', async () => {
    const release: (() => void)[] = []
    const host = {
      ...machine,
      freeMemory: () => new Promise<number>((resolve) => release.push(() => resolve(1))),
    }
    const peer = await served(host, { callsAtOnce: 2 }).connect()
    const slow = [0, 1, 2].map(() => peer.call('NODE_GET_FREE_MEMORY'))
    await peer.call('CONNECT_GET_TYPE')
    expect(release).toHaveLength(2)
    release[1]?.()
    await slow[1]
    await expect.poll(() => release.length).toBe(3)
    release[0]?.()
    release[2]?.()
    expect(await Promise.all(slow)).toEqual(new Array(3).fill({ bytes: 1 }))
  })
})

describe('keepalive', () => {
  const isKeepalive = ({ header }: { header: { program: number } }) => header.program === programs.keepalive.number

  test('a ping is answered at once, even by a stranger', async () => {
    const peer = await served().connect({ open: false })
    const { number: program, version } = programs.keepalive
    const type = messageTypes.MESSAGE
    peer.socket.write(peer.frame({ program, version, type, procedure: keepaliveProcedures.PING }))
    const header = { program, version, type, procedure: keepaliveProcedures.PONG, serial: 0, status: 0 }
    expect((await peer.next()).header).toEqual(header)
  })

  test('who has asked for it is pinged, and cut off after as many silences', async () => {
    const peer = await served({}, { keepalive: { interval: 5, count: 2 } }).connect({ open: false })
    await peer.call('CONNECT_SUPPORTS_FEATURE', { feature: 10 })
    await peer.ended()
    expect(peer.frames.filter(isKeepalive)).toHaveLength(2)
  })
})

describe('events', () => {
  const domain = { name: 'test', uuid: testUuid, id: 1 }
  const started = { domain, event: 'started', detail: 'booted', time: 0 } as const

  test('come to who has registered, under the number of the registration, until it is taken back', async () => {
    const { connect, events } = served()
    const peer = await connect()
    const other = { ...testHandle, uuid: testUuid.replace('c', 'd') }
    const { value: all } = (await peer.call('CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY', { event: 0 })) as never
    await peer.call('CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY', { event: 0, dom: other })
    const { value: mine } = (await peer.call('CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY', {
      event: 0,
      dom: testHandle,
    })) as never
    events.push(started)
    for (const number of [all, mine]) {
      const { header, payload } = await peer.next(isMessage)
      expect(header).toMatchObject({ procedure: 318, type: messageTypes.MESSAGE, status: 0 })
      expect(hexOf(payload)).toBe(
        `${hexOf(encode(int, number, 4))}0000000474657374${testUuid.replaceAll('-', '')}000000010000000200000000`,
      )
    }
    for (const number of [all, mine]) await peer.call('CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY', { number })
    events.push(started)
    await peer.call('CONNECT_GET_TYPE')
    expect(peer.frames).toEqual([])
    await expect(peer.call('CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY', { number: mine })).rejects.toMatchObject({
      code: 8,
    })
  })

  test('without numbers they come to older clients', async () => {
    const { connect, events } = served()
    const peer = await connect()
    expect(await peer.call('CONNECT_DOMAIN_EVENT_REGISTER')).toEqual({ value: 1 })
    await expect(peer.call('CONNECT_DOMAIN_EVENT_REGISTER')).rejects.toMatchObject({ code: 8 })
    await peer.call('CONNECT_DOMAIN_EVENT_REGISTER_ANY', { number: 3 })
    events.push(started)
    expect((await peer.next(isMessage)).header.procedure).toBe(procedureNumbers.DOMAIN_EVENT_LIFECYCLE)
    events.push({ domain, event: 'watchdog', action: 'reset', time: 0 })
    const { header, payload } = await peer.next(isMessage)
    expect([header.procedure, hexOf(payload).slice(-8)]).toEqual([171, '00000002'])
    await peer.call('CONNECT_DOMAIN_EVENT_DEREGISTER_ANY', { number: 3 })
    expect(await peer.call('CONNECT_DOMAIN_EVENT_DEREGISTER')).toEqual({ value: 0 })
  })

  test('every kind that libvirt knows can be asked for, no other', async () => {
    const peer = await served().connect()
    const register = (event: number) => peer.call('CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY', { event })
    const numbers = await Promise.all(Array.from({ length: 28 }, (_, event) => register(event)))
    expect(new Set(numbers.map((result) => (result as { value: number }).value)).size).toBe(28)
    for (const event of [-1, 28]) await expect(register(event)).rejects.toMatchObject({ code: 8 })
  })

  test('whose events are lost is cut off rather than left to believe that nothing happens', async () => {
    const { connect, events } = served()
    const peer = await connect()
    await peer.call('CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY', { event: 0 })
    // All at once: nobody has a chance to read them meanwhile.
    for (let count = 0; count < 5000; count++) events.push(started)
    await peer.ended()
  })

  test('an event costs no walk over the registrations for other domains and kinds', async () => {
    const { connect, events } = served()
    const peer = await connect()
    const register = (event: number, uuid: string) =>
      peer.call('CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY', { event, dom: { ...testHandle, uuid } })
    const numbered = (n: number): string => testUuid.slice(0, -8) + n.toString(16).padStart(8, '0')
    for (let n = 0; n < 2000; n++) await register(n % 2 ? 0 : 3, numbered(n))
    const { value: mine } = (await register(0, testUuid)) as never
    let asked = 0
    const counted = new Proxy(started, {
      get: (target, key) => {
        asked++
        return Reflect.get(target, key)
      },
    })
    events.push(counted)
    expect(decode(int, (await peer.next(isMessage)).payload.subarray(0, 4))).toBe(mine)
    expect(asked).toBeLessThan(20)
  })

  test('the end of the daemon is said to who has asked for that, and to nobody else', async () => {
    const { connect, server } = served()
    const [told, untold, no] = [await connect(), await connect(), await connect()]
    for (const peer of [told, no]) await peer.call('CONNECT_REGISTER_CLOSE_CALLBACK')
    await no.call('CONNECT_UNREGISTER_CLOSE_CALLBACK')
    server.close()
    const { header, payload } = await told.next()
    expect([header.procedure, header.type, hexOf(payload)]).toEqual([362, messageTypes.MESSAGE, '00000001'])
    for (const peer of [told, untold, no]) {
      await peer.ended()
      expect(peer.frames).toEqual([])
    }
  })

  test('who does not read them is cut off, and nobody else', async () => {
    const { connect, events } = served({}, { unsentEvents: 20_000 })
    const lazy = await connect()
    const eager = await connect()
    for (const peer of [lazy, eager]) await peer.call('CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY', { event: 0 })
    lazy.socket.pause()
    for (let count = 0; count < 2000; count++) {
      events.push(started)
      await eager.next(isMessage)
    }
    lazy.socket.resume()
    await lazy.ended()
    await eager.call('CONNECT_GET_TYPE')
  })
})

describe('consoles', () => {
  async function open(console: PassThrough) {
    const peer = await served(hostWith({ console: async () => console }), { streamInput: 10 }).connect()
    const serial = peer.send('DOMAIN_OPEN_CONSOLE', { dom: testHandle, flags: 0 })
    expect((await peer.next()).header).toMatchObject({ type: messageTypes.REPLY, serial, status: 0 })
    const header = { procedure: procedureNumbers.DOMAIN_OPEN_CONSOLE, serial, type: messageTypes.STREAM }
    const stream = (status: number, data = ''): void => {
      peer.socket.write(peer.frame({ ...header, status }, Buffer.from(data)))
    }
    return { peer, stream }
  }

  test('carry bytes both ways, and end when the client says so', async () => {
    const console = new PassThrough()
    const { peer, stream } = await open(console)
    stream(messageStatus.CONTINUE, 'echo')
    const { header, payload } = await peer.next(isStream)
    expect([header.status, Buffer.from(payload).toString()]).toEqual([messageStatus.CONTINUE, 'echo'])
    stream(messageStatus.OK)
    expect((await peer.next(isStream)).header.status).toBe(messageStatus.OK)
    expect(console.destroyed).toBe(true)
    stream(messageStatus.CONTINUE, 'late')
    await peer.call('CONNECT_GET_TYPE')
    expect(peer.frames).toEqual([])
  })

  test('that end say so, and wait for the client', async () => {
    const console = new PassThrough()
    const { peer, stream } = await open(console)
    console.end('bye')
    expect(Buffer.from((await peer.next(isStream)).payload).toString()).toBe('bye')
    const end = await peer.next(isStream)
    expect([end.header.status, end.payload.length]).toEqual([messageStatus.CONTINUE, 0])
    stream(messageStatus.OK)
    expect((await peer.next(isStream)).header.status).toBe(messageStatus.OK)
  })

  test('that fail say why', async () => {
    const console = new PassThrough()
    const { peer } = await open(console)
    console.destroy(new LodgeError('SYSTEM_ERROR', 'the line is dead'))
    const { header, payload } = await peer.next(isStream)
    expect(header.status).toBe(messageStatus.ERROR)
    expect(decode(wireError, payload)).toMatchObject({ code: 38, message: 'the line is dead' })
  })

  test('have one listener, until it goes or is told to', async () => {
    const opened: PassThrough[] = []
    const console = async () => {
      const stream = new PassThrough()
      opened.push(stream)
      return stream
    }
    const { connect } = served(hostWith({ console }))
    const [first, second] = [await connect(), await connect()]
    await first.call('DOMAIN_OPEN_CONSOLE', { dom: testHandle, flags: 0 })
    for (const device of [undefined, 'serial0']) {
      await expect(second.call('DOMAIN_OPEN_CONSOLE', { dom: testHandle, device, flags: 0 })).rejects.toMatchObject({
        code: 9,
        message: /^Active console session/,
      })
    }
    await second.call('DOMAIN_OPEN_CONSOLE', { dom: testHandle, device: 'serial1', flags: 2 })
    await second.call('DOMAIN_OPEN_CONSOLE', { dom: testHandle, flags: 1 })
    expect((await first.next(isStream)).header.status).toBe(messageStatus.ERROR)
    expect(opened.map(({ destroyed }) => destroyed)).toEqual([true, false, false])
    second.socket.end()
    await second.ended()
    await expect.poll(() => opened.every(({ destroyed }) => destroyed)).toBe(true)
    await first.call('DOMAIN_OPEN_CONSOLE', { dom: testHandle, flags: 0 })
  })

  test('are let go of when the client goes', async () => {
    const console = new PassThrough()
    const { peer } = await open(console)
    peer.socket.end()
    await expect.poll(() => console.destroyed).toBe(true)
  })

  test('that take nothing hold up their client, and nothing is lost', async () => {
    const taken: string[] = []
    let take = (): void => {}
    const console = new PassThrough({ highWaterMark: 1 })
    console._write = (chunk, _, done) => {
      taken.push(String(chunk))
      take = done
    }
    const { peer, stream } = await open(console)
    for (const data of ['one', 'two', 'three', 'four', 'five']) stream(messageStatus.CONTINUE, data)
    const late = peer.call('CONNECT_GET_TYPE')
    await expect.poll(() => taken).toEqual(['one'])
    for (const count of [2, 3, 4, 5]) {
      take()
      await expect.poll(() => taken.length).toBe(count)
    }
    take()
    await late
    expect(taken).toEqual(['one', 'two', 'three', 'four', 'five'])
  })
})

describe('limits', () => {
  test('more clients than allowed are turned away, and there is room when one goes', async () => {
    const { connect } = served({}, { clients: 2 })
    const first = await connect()
    await connect()
    await expect(connect()).rejects.toThrow(/has ended/)
    first.socket.end()
    await expect.poll(() => connect().catch(() => undefined)).toBeTruthy()
  })

  test('strangers are few, may say little, and have little time', async () => {
    const { connect } = served({}, { strangers: 1, strangerFrame: 100, openWithin: 100 })
    const silent = await connect({ open: false })
    await (await connect({ open: false })).ended()
    await silent.ended()
    const talkative = await connect({ open: false })
    talkative.socket.write(talkative.frame({}, new Uint8Array(100)))
    await talkative.ended()
    const friend = await connect()
    friend.socket.write(friend.frame({ procedure: procedureNumbers.CONNECT_GET_TYPE }, new Uint8Array(100)))
    await friend.next()
  })

  test.each(['00000000', '0000001b', '02000005', 'ffffffff'])(
    'a length of %s ends the connection, and only it',
    async (length) => {
      const { connect } = served()
      const [bad, good] = [await connect(), await connect()]
      bad.socket.write(bytes(length))
      await bad.ended()
      await good.call('CONNECT_GET_TYPE')
    },
  )

  test('who reads no answers is not read', async () => {
    const peer = await served({ hostname: async () => 'x'.repeat(10_000) }, { unsent: 50_000 }).connect()
    peer.socket.pause()
    const calls = Array.from({ length: 50 }, () => peer.send('CONNECT_GET_HOSTNAME'))
    peer.socket.resume()
    for (const serial of calls) await peer.next(({ header }) => header.serial === serial)
  })
})

test('frames are never mixed up: garbage of any kind kills no server', async () => {
  const { connect } = served(machine)
  const good = await connect()
  for (let seed = 1; seed < 200; seed++) {
    const bad = await connect()
    const noise = Uint8Array.from({ length: 64 }, (_, index) => (seed * 2654435761 + index * seed * 40503) >>> 13)
    const { number: program, version } = programs.remote
    bad.socket.write(
      encodeFrame({
        header: { program, version, procedure: seed, type: seed % 7, serial: seed, status: 0 },
        payload: noise,
      }),
    )
    bad.socket.end(noise)
  }
  await good.call('NODE_GET_INFO')
})

describe("the emulators' own words", () => {
  const said = (name: string, uuid = testUuid): MonitorEvent => ({
    ...{ domain: { name: 'test', uuid, id: 1 }, name, data: { device: 'x' }, time: 1_500 },
  })

  test('come to who has asked for them, with their time and what came with them', async () => {
    const feed = new Feed<MonitorEvent>()
    const peer = await served({ monitorEvents: () => feed.iterate() }).connect()
    const ask = async (args: object): Promise<number> => {
      const { number: program } = programs.qemu
      const row = qemuProgramProcedures.CONNECT_DOMAIN_MONITOR_EVENT_REGISTER
      const procedure = qemuProcedures.CONNECT_DOMAIN_MONITOR_EVENT_REGISTER
      const payload = encode(row?.args as never, { dom: undefined, name: undefined, flags: 0, ...args } as never, 4096)
      peer.socket.write(peer.frame({ program, procedure, serial: 70 }, payload))
      const reply = await peer.next(({ header }) => header.serial === 70)
      if (reply.header.status !== messageStatus.OK) throw decode(wireError, reply.payload)
      return decode(int, reply.payload)
    }
    const all = await ask({})
    const one = await ask({ dom: testHandle, name: 'stop', flags: 2 })
    await expect(ask({ name: '(a{9}){9}', flags: 1 })).rejects.toMatchObject({ code: 74 })
    const some = await ask({ name: '^res|_X$', flags: 3 })
    feed.push(said('STOP'))
    feed.push(said('RESUME'))
    feed.push(said('STOP', '00000000-0000-4000-8000-000000000000'))
    const heard = []
    for (let count = 0; count < 5; count++) heard.push(decode(monitorMessage, (await peer.next(isMessage)).payload))
    expect(heard.map(({ number, name }) => [number, name])).toEqual([
      ...[
        [all, 'STOP'],
        [one, 'STOP'],
        [all, 'RESUME'],
      ],
      [some, 'RESUME'],
      [all, 'STOP'],
    ])
    expect(heard[0]).toMatchObject({ dom: testHandle, seconds: 1, micros: 500_000, details: '{"device":"x"}' })
  })
})

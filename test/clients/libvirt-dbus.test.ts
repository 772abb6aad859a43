import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { describe, expect, type TestContext, test } from 'vitest'
import { Session } from './session.ts'

const missing = ['virsh', 'dbus-daemon', 'gdbus', '/usr/sbin/libvirt-dbus'].find(
  (each) => spawnSync(each, ['--help']).error,
)
const reason = missing && `there is no ${missing} here (Debian: libvirt-dbus)`

const bus = '/org/libvirt/QEMU'
const definition =
  "<domain type='qemu'><name>guest</name><memory unit='MiB'>32</memory><os><type arch='x86_64'>hvm</type></os></domain>"

/** What a program says until that is in it. */
async function heard(from: Readable, wanted: RegExp): Promise<string> {
  let text = ''
  while (!wanted.test(text)) text += (await once(from, 'data'))[0]
  return text
}

/** libvirt-dbus on a bus of its own, beside a daemon where it looks for one. */
async function onBus(context: TestContext) {
  const session = new Session(context)
  const daemon = session.serve('--libvirt-sockets')
  await once(daemon.stdout, 'data')
  const carrier = session.start('dbus-daemon', '--session', '--nofork', '--nopidfile', '--print-address')
  session.env.DBUS_SESSION_BUS_ADDRESS = (await heard(carrier.stdout, /\n/)).trim()
  session.start('/usr/sbin/libvirt-dbus', '--session')
  await session.said('gdbus', 'wait', '--session', '--timeout', '20', 'org.libvirt')
  const call = (path: string, method: string, ...words: string[]): Promise<string> => {
    const at = ['--session', '--dest', 'org.libvirt', '--object-path', path]
    return session.said('gdbus', 'call', ...at, '--method', method, ...words)
  }
  return {
    connect: (method: string, ...words: string[]) => call(bus, `org.libvirt.Connect.${method}`, ...words),
    domain: (path: string, method: string, ...words: string[]) => call(path, `org.libvirt.Domain.${method}`, ...words),
    properties: (path: string, of: string) => call(path, 'org.freedesktop.DBus.Properties.GetAll', `org.libvirt.${of}`),
    monitor: () => session.start('gdbus', 'monitor', '--session', '--dest', 'org.libvirt').stdout,
    [Symbol.asyncDispose]: async () => {
      const running = await session.virsh('-c', 'qemu:///session', 'list', '--name')
      for (const name of running.split('\n').filter(Boolean))
        await session.virsh('-c', 'qemu:///session', 'destroy', name)
      await session[Symbol.asyncDispose]()
    },
  }
}

describe.skipIf(reason)(`libvirt-dbus${reason ? `: ${reason}` : ''}`, () => {
  test('the host, and what there is none of', async (context) => {
    await using libvirt = await onBus(context)
    expect(await libvirt.properties(bus, 'Connect')).toMatch(/'LibVersion': <<uint64 \d{8}>>/)
    expect(await libvirt.connect('GetCapabilities')).toMatch(/<arch name='x86_64'>/)
    for (const each of ['Domains', 'Networks', 'StoragePools', 'NodeDevices', 'Secrets', 'NWFilters']) {
      expect([each, await libvirt.connect(`List${each}`, '0')]).toEqual([each, '(@ao [],)'])
    }
    expect(await libvirt.connect('NodeGetMemoryStats', '--', '-1', '0')).toMatch(/'total': uint64 \d+/)
  })

  test('the life of a domain, and what is told of it', async (context) => {
    await using libvirt = await onBus(context)
    const signals = libvirt.monitor()
    await heard(signals, /is owned by/)
    const events = heard(signals, /DomainEvent \(objectpath '[^']+', 1, 0\)/)
    const defined = await libvirt.connect('DomainDefineXML', definition)
    const path = /'(\/[^']+)'/.exec(defined)?.[1] ?? ''
    expect(await libvirt.connect('ListDomains', '0')).toContain(path)
    expect(await libvirt.properties(path, 'Domain')).toMatch(/'Active': <<false>>.*'Name': <<'guest'>>/)
    await libvirt.domain(path, 'Create', '0')
    expect(await libvirt.properties(path, 'Domain')).toMatch(/'Active': <<true>>.*'Persistent': <<true>>/)
    expect(await libvirt.domain(path, 'GetState', '0')).toBe('((1, 1),)')
    expect(await libvirt.domain(path, 'GetXMLDesc', '0')).toMatch(/<domain type='qemu' id='1'>/)
    expect(await libvirt.domain(path, 'GetStats', '0', '0')).toMatch(/'state.state': <<1>>/)
    await libvirt.domain(path, 'Suspend')
    expect(await libvirt.domain(path, 'GetState', '0')).toBe('((3, 1),)')
    await libvirt.domain(path, 'Destroy', '0')
    await libvirt.domain(path, 'Undefine', '0')
    expect(await libvirt.connect('ListDomains', '0')).toBe('(@ao [],)')
    // Defined, resumed, started, suspended, shut down, stopped, undefined, as virDomainEventType has them.
    const told = [...(await events).matchAll(/DomainEvent \(objectpath '[^']+', (\d), \d\)/g)].map(([, kind]) => kind)
    expect(told).toEqual(['0', '4', '2', '3', '6', '5', '1'])
  })
})

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { agentInitrd, agentMissing, linuxPc, Shell } from '../support/linux-guest.ts'
import { pc, Scratch } from './scratch.ts'

/** Of each kind in a second, and the latest behind them. */
const mostASecond = 51

/** How often each event came, from now on, by its name. */
function counted<E>(events: AsyncIterable<E>, nameOf: (event: E) => string): Map<string, number> {
  const counts = new Map<string, number>()
  void (async () => {
    for await (const event of events) counts.set(nameOf(event), (counts.get(nameOf(event)) ?? 0) + 1)
  })()
  return counts
}

test('a guest that causes tens of thousands of events a second holds up nobody', async () => {
  await using scratch = await Scratch.make()
  const { host } = scratch
  await using well = await host.create(pc({ name: 'well' }))
  const disk = scratch.disk('storm.img', { says: '', next: 'storms' })
  await using storm = await host.create(pc({ name: 'storm', disk, devices: "<panic model='isa'/>" }), { paused: true })
  const counts = counted(host.events(), (event) => ('detail' in event ? event.detail : event.event))
  const words = counted(host.monitorEvents(), ({ name }) => name)
  await storm.resume()
  await expect.poll(() => words.get('GUEST_CRASHLOADED')).toBeGreaterThanOrEqual(50)
  using _ = { [Symbol.dispose]: () => void held.disable() }
  const held = monitorEventLoopDelay({ resolution: 5 })
  held.enable()
  const [begun, before] = [
    performance.now(),
    { word: words.get('GUEST_CRASHLOADED'), event: counts.get('crashloaded') },
  ]
  let longest = 0
  while (performance.now() - begun < 3000) {
    const asked = performance.now()
    await well.pause()
    await well.resume()
    await storm.status()
    longest = Math.max(longest, performance.now() - asked)
  }
  const seconds = Math.ceil((performance.now() - begun) / 1000) + 1
  for (const [found, earlier] of [
    [words.get('GUEST_CRASHLOADED'), before.word],
    [counts.get('crashloaded'), before.event],
  ] as const) {
    // It did storm; and of it no more was told than may be.
    expect((found ?? 0) - (earlier ?? 0)).toBeGreaterThanOrEqual(50)
    expect((found ?? 0) - (earlier ?? 0)).toBeLessThanOrEqual(seconds * mostASecond)
  }
  expect(counts.get('rtc-change')).toBeGreaterThan(0)
  // However busy the machine is: what waits for a storm to end waits for ever.
  expect(longest).toBeLessThan(2000)
  expect(held.max / 1e6).toBeLessThan(1000)
  await storm.pause()
  expect(await storm.status()).toEqual({ state: 'paused', reason: 'user' })
})

/** A server of a disk that somebody may take away. */
async function served(path: string): Promise<{ socket: string }> {
  const [image, socket] = [`${path}.img`, `${path}.sock`]
  writeFileSync(image, Buffer.alloc(1 << 20))
  const server = spawn('qemu-nbd', ['--persistent', '--format=raw', `--socket=${socket}`, '--fork', image])
  const [code] = await once(server, 'exit')
  expect(code).toBe(0)
  return { socket }
}

test('a Linux whose disk is gone and whose card is always another is told of in moderation', async (context) => {
  context.skip(agentMissing !== undefined, agentMissing)
  context.skip(spawnSync('qemu-nbd', ['--version']).error !== undefined, 'no qemu-nbd here (Debian: qemu-utils)')
  await using scratch = await Scratch.make()
  const { socket } = await served(scratch.path('nbd'))
  const devices = `<disk type='network'>
      <driver name='qemu' type='raw' error_policy='report' cache='none'/>
      <source protocol='nbd'><host transport='unix' socket='${socket}'/></source><target dev='vda' bus='virtio'/>
    </disk>
    <interface type='user'><mac address='52:54:00:00:00:01'/><model type='virtio'/></interface>`
  const xml = linuxPc({ name: 'lodger', initrd: agentInitrd(scratch.folder), devices })
  await using guest = await scratch.host.create(xml, { paused: true })
  const console = (await guest.console()) as Duplex
  onTestFinished(() => void console.destroy())
  const shell = new Shell(console)
  const events = guest.events()
  await guest.resume()
  await shell.ready()

  await shell.run('ip link set eth0 address 52:54:00:00:00:02')
  for await (const event of events) {
    if (event.event !== 'nic-mac-change') continue
    expect(event).toMatchObject({ alias: 'net0', before: '52:54:00:00:00:01', now: '52:54:00:00:00:02' })
    break
  }

  const counts = counted(guest.events(), ({ event }) => event)
  for (const pid of scratch.processes().filter((each) => each !== guest.pid)) process.kill(pid, 'SIGKILL')
  const failing = 'dd if=/dev/vda of=/dev/null iflag=direct bs=512 count=1 2>/dev/null'
  const changing = 'ip link set eth0 address 52:54:00:00:01:$(printf %02x $((n % 256)))'
  shell.type(`n=0; while :; do n=$((n + 1)); ${failing}; ${changing}; done`)
  await expect.poll(() => counts.get('io-error') ?? 0).toBeGreaterThan(20)
  const [begun, before] = [performance.now(), { ...Object.fromEntries(counts) }]
  const since = (event: string): number => (counts.get(event) ?? 0) - (before[event] ?? 0)
  await delay(2000)
  await expect.poll(() => Math.min(since('io-error'), since('nic-mac-change'))).toBeGreaterThan(0)
  const seconds = Math.ceil((performance.now() - begun) / 1000) + 1
  expect(since('io-error')).toBeLessThanOrEqual(seconds * mostASecond)
  // What the guest's card has become is asked twice a second.
  expect(since('nic-mac-change')).toBeLessThanOrEqual(2 * seconds)
})

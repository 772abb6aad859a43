import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Domain } from '../src/api/index.ts'
import { connect } from '../src/client.ts'
import { bootSector } from '../test/machine/boot-sector.ts'
import { DaemonHeap, debugged } from './daemon-heap.ts'

/** A daemon with much to keep: how soon it answers, how it finds guests again, what many clients and many events cost it. */
const { values } = parseArgs({
  options: {
    domains: { type: 'string', default: '5000' },
    guests: { type: 'string', default: '50' },
    clients: { type: 'string', default: '200' },
    // Of 50 guests that each have something to say every ten seconds, a day long.
    events: { type: 'string', default: '432000' },
    storms: { type: 'string', default: '4' },
    only: { type: 'string' },
  },
})
const [domains, guests, clients] = [values.domains, values.guests, values.clients].map(Number) as [
  number,
  number,
  number,
]
const [events, storms] = [values.events, values.storms].map(Number) as [number, number]

const lodge = fileURLToPath(new URL('../bin/lodge', import.meta.url))
const root = mkdtempSync(join(tmpdir(), 'lodge-scale-'))
// Emulators that run as another user have to reach it.
chmodSync(root, 0o755)
const uri = `qemu+unix:///system?socket=${join(root, 'run', 'libvirt-sock')}`

const definition = (name: 'domain' | 'guest' | 'storm', index: number): string => `<domain type='qemu'>
  <name>${name}-${index}</name>
  <uuid>00000000-0000-4000-8000-${{ domain: 0, guest: 1, storm: 2 }[name]}${String(index).padStart(11, '0')}</uuid>
  <description>${'What this domain is for. '.repeat(150)}</description>
  <memory unit='MiB'>16</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices><serial type='pty'/><memballoon model='none'/></devices>
</domain>
`

/** Seconds until it listens. */
async function serve(more: NodeJS.ProcessEnv = {}): Promise<{ daemon: ChildProcess; seconds: number }> {
  const begun = performance.now()
  const errors = 'NODE_OPTIONS' in more ? 'pipe' : 'inherit'
  const env = { ...process.env, ...more }
  const daemon = spawn(lodge, ['serve', '--root', root], { stdio: ['ignore', 'pipe', errors], env })
  if (daemon.stdout) await once(daemon.stdout, 'data')
  return { daemon, seconds: (performance.now() - begun) / 1000 }
}

async function end(daemon: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = once(daemon, 'exit')
  daemon.kill(signal)
  await ended
}

function residentMiB({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024)
}

async function took<T>(work: () => Promise<T>): Promise<[milliseconds: number, value: T]> {
  const begun = performance.now()
  const value = await work()
  return [performance.now() - begun, value]
}

function tell(what: string, value: number, unit: string): void {
  console.log(`${what.padEnd(64)}${value.toFixed(1).padStart(10)} ${unit}`)
}

async function manyDefinitions(): Promise<void> {
  const folder = join(root, 'etc', 'domains')
  mkdirSync(folder, { recursive: true })
  for (let index = 0; index < domains; index++) {
    writeFileSync(join(folder, `domain-${index}.xml`), definition('domain', index))
  }
  const { daemon, seconds } = await serve()
  await using host = await connect(uri)
  const [first] = await took(() => host.domains())
  tell(`${domains} domains: until the socket listens`, seconds * 1000, 'ms')
  tell('  the first list', first, 'ms')
  const lists: number[] = []
  for (let round = 0; round < 11; round++) lists.push((await took(() => host.domains()))[0])
  tell('  a list, median', lists.sort((a, b) => a - b)[5] ?? 0, 'ms')
  tell('  resident', residentMiB(daemon), 'MiB')
  await manyClients()
  await end(daemon, 'SIGTERM')
  rmSync(folder, { recursive: true })
}

async function manyClients(): Promise<void> {
  const [all, hosts] = await took(() => Promise.all(Array.from({ length: clients }, () => connect(uri))))
  tell(`${clients} clients at once: until all are connected`, all, 'ms')
  const [asked] = await took(() => Promise.all(hosts.map((host) => host.domain(`domain-${domains - 1}`))))
  tell('  all look for one domain', asked, 'ms')
  await Promise.all(hosts.map((host) => host[Symbol.asyncDispose]()))
}

async function manyGuests(): Promise<void> {
  let { daemon } = await serve()
  {
    await using host = await connect(uri)
    const [started] = await took(() =>
      Promise.all(Array.from({ length: guests }, async (_, index) => host.create(definition('guest', index)))).then(
        (all) => all.map((each) => each.release()),
      ),
    )
    tell(`${guests} guests started at once, each`, started / guests, 'ms')
    const [all] = await took(async () =>
      Promise.all((await host.domains({ active: true })).map((each) => each.statistics.read())),
    )
    tell('  statistics of all', all, 'ms')
    tell('  resident', residentMiB(daemon), 'MiB')
  }
  await end(daemon, 'SIGKILL')
  const [adopted] = await took(async () => {
    ;({ daemon } = await serve())
    await using host = await connect(uri)
    const found = await host.domains({ active: true })
    if (found.length !== guests) throw new Error(`${found.length} guests were found again, not ${guests}`)
    await Promise.all(found.map(answers))
  })
  tell('  daemon killed: until all are found again and each has answered', adopted, 'ms')
  await using host = await connect(uri)
  const [destroyed] = await took(async () =>
    Promise.all((await host.domains({ active: true })).map((each) => each.destroy())),
  )
  tell('  all destroyed at once', destroyed, 'ms')
  await end(daemon, 'SIGTERM')
}

async function answers(domain: Domain): Promise<void> {
  const { status } = (await domain.active().monitorCommand('query-status')) as { status: string }
  if (status !== 'running') throw new Error(`${domain.name} is ${status}`)
}

/** Guests that cause events without end, others that are paused and let go on again and again, and clients that hear of it. */
async function manyEvents(): Promise<void> {
  const { daemon } = await serve(debugged)
  using heap = await DaemonHeap.of(daemon)
  await using host = await connect(uri)
  const listeners = await Promise.all(Array.from({ length: 10 }, () => connect(uri)))
  let heard = 0
  const following = listeners.map(async (each) => {
    for await (const _ of each.events()) heard++
  })
  const disk = join(root, 'storm.img')
  const sector = Buffer.alloc(512 * 1024)
  sector.set(bootSector({ says: '', next: 'storms' }))
  writeFileSync(disk, sector)
  chmodSync(disk, 0o644)
  const names = Array.from({ length: storms }, (_, index) => index)
  const storming = await Promise.all(names.map((index) => host.create(stormy(index, disk))))
  const calm = await host.create(definition('guest', 0))
  // QEMU says it in as many bytes each time; what else the daemon reads meanwhile is little beside it.
  const caused = (): number => Math.round((bytesRead(daemon) - before) / bytesOfStormEvent)
  const before = bytesRead(daemon)
  let [warm, changes] = [0, 0]
  const [all] = await took(async () => {
    while (caused() < events) {
      await calm.pause()
      await calm.resume()
      changes += 2
      if (warm === 0 && caused() > events / 10) warm = await heap.used()
    }
  })
  tell(`${storms} guests, ${Math.round(caused() / 1000)} thousand events that QEMU tells of: in`, all / 1000, 's')
  tell('  beside them another one was paused and let go on', changes / 2, 'times')
  tell('  told to 10 clients', heard, '')
  tell('  heap after a tenth of them', warm, 'MiB')
  tell('  heap at the end', await heap.used(), 'MiB')
  tell('  resident', residentMiB(daemon), 'MiB')
  await Promise.all([calm, ...storming].map((each) => each.destroy()))
  await Promise.all(listeners.map((each) => each[Symbol.asyncDispose]()))
  await Promise.all(following)
  heap[Symbol.dispose]()
  await end(daemon, 'SIGTERM')
}

const bytesOfStormEvent =
  '{"timestamp": {"seconds": 1700000000, "microseconds": 100000}, "event": "GUEST_CRASHLOADED", "data": {"action": "run"}}\r\n'
    .length

function bytesRead({ pid }: ChildProcess): number {
  return Number(/rchar: (\d+)/.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1])
}

function stormy(index: number, disk: string): string {
  const devices = `<disk type='file' device='disk'>
      <driver name='qemu' type='raw'/><source file='${disk}'/><target dev='vda' bus='virtio'/><readonly/>
    </disk><panic model='isa'/>`
  return definition('storm', index).replace('<devices>', `<devices>${devices}`)
}

try {
  const parts = { definitions: manyDefinitions, guests: manyGuests, events: manyEvents }
  for (const [name, part] of Object.entries(parts)) if ([undefined, name].includes(values.only)) await part()
} finally {
  rmSync(root, { recursive: true, force: true })
}

import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Domain } from '../src/api/index.ts'
import { connect } from '../src/client.ts'

/**
 * Two daemons side by side, each measurement on both by turns: `npm run bench:daemons -- URI PEER_URI`. With their process
 * numbers (--pid, --peer-pid) it also tells what they hold in memory. What it defines is called bench-… and removed again.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    domains: { type: 'string', default: '500' },
    guests: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '7' },
    pid: { type: 'string' },
    'peer-pid': { type: 'string' },
  },
})

const [domains, guests, rounds] = [Number(values.domains), Number(values.guests), Number(values.rounds)]

class Daemon {
  readonly uri: string
  readonly pid: string | undefined
  readonly host: Awaited<ReturnType<typeof connect>>

  static async at(uri: string, pid: string | undefined): Promise<Daemon> {
    return new Daemon(uri, pid, await connect(uri))
  }

  private constructor(uri: string, pid: string | undefined, host: Daemon['host']) {
    this.uri = uri
    this.pid = pid
    this.host = host
  }

  async ours(): Promise<Domain[]> {
    return (await this.host.domains()).filter(({ name }) => name.startsWith('bench-'))
  }

  async clean(): Promise<void> {
    for (const domain of await this.ours()) {
      if (await domain.isActive()) await domain.destroy()
      await domain.undefine().catch(() => {})
    }
  }
}

type Measurement = (daemon: Daemon) => Promise<number | undefined>

async function took(work: () => unknown): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

async function median(times: number, work: () => unknown): Promise<number> {
  const all: number[] = []
  for (let time = 0; time < times; time++) all.push(await took(work))
  return all.sort((a, b) => a - b)[times >> 1] ?? 0
}

async function each(items: readonly Domain[], work: (domain: Domain) => Promise<unknown>): Promise<number> {
  return (
    (await took(async () => {
      for (const item of items) await work(item)
    })) / Math.max(1, items.length)
  )
}

const resident: Measurement = async ({ pid }) => {
  const status = pid && readFileSync(`/proc/${pid}/status`, 'utf8')
  return status ? Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024 : undefined
}

const plain = "<serial type='pty'/><memballoon model='virtio'/>"
const rich = `${plain}<disk type='file'><source file='/none/a'/><target dev='vda' bus='virtio'/></disk>
  <disk type='file' device='cdrom'><target dev='sda' bus='sata'/></disk><interface type='user'><model type='virtio'/></interface>
  <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel><input type='tablet' bus='usb'/>
  <graphics type='vnc' autoport='yes'/><video><model type='vga'/></video><rng model='virtio'><backend model='random'/></rng>`

const definition = (index: number, devices: string): string => `<domain type='qemu'>
  <name>bench-${index}</name><uuid>00000000-0000-4000-8000-${String(index).padStart(12, '0')}</uuid>
  <memory unit='MiB'>32</memory><vcpu>1</vcpu><os><type arch='x86_64' machine='pc'>hvm</type></os>
  <features><acpi/></features><devices>${devices}</devices></domain>`

const started = 900_000

async function statisticsOf(host: Daemon['host']): Promise<unknown> {
  return Promise.all((await host.domains({ active: true })).map(({ statistics }) => statistics.read()))
}

const measurements: [name: string, measure: Measurement][] = [
  ['connect, ms', ({ uri }) => median(rounds * 3, async () => (await connect(uri))[Symbol.asyncDispose]())],
  ['round trip, ms', ({ host }) => median(500, () => host.hostname())],
  ['memory idle, MiB', resident],
  [
    `define ${domains}, ms each`,
    async ({ host }) =>
      (await took(async () => {
        for (let index = 0; index < domains; index++) await host.define(definition(index, rich))
      })) / domains,
  ],
  [`list of ${domains}, ms`, ({ host }) => median(rounds * 2, () => host.domains())],
  [
    'info, persistent, autostart, ms',
    async (daemon) =>
      each(await daemon.ours(), async (domain) => {
        await domain.info()
        await domain.isPersistent()
        await domain.autostart()
      }),
  ],
  ['lookup by name, ms', ({ host }) => median(200, () => host.domain(`bench-${domains >> 1}`))],
  [
    'dump XML, ms',
    async ({ host }) => {
      const domain = await host.domain('bench-0')
      return median(rounds * 10, () => domain.xml())
    },
  ],
  ['XML to command line, ms', ({ host }) => median(rounds * 3, () => host.commandLine(definition(0, plain)))],
  [`memory with ${domains} defined, MiB`, resident],
  ['undefine, ms each', async (daemon) => each(await daemon.ours(), (domain) => domain.undefine())],
  ['start, ms', ({ host }) => startAndEnd(host, 'start')],
  ['destroy, ms', ({ host }) => startAndEnd(host, 'destroy')],
  [
    `start ${guests} at once, ms each`,
    async ({ host }) =>
      (await took(() =>
        Promise.all(
          Array.from({ length: guests }, async (_, index) =>
            (await host.create(definition(started + index, plain))).release(),
          ),
        ),
      )) / guests,
  ],
  [`statistics of ${guests} that run, ms`, ({ host }) => median(rounds, () => statisticsOf(host))],
  [
    'pause and resume, ms',
    async ({ host }) => {
      const domain = await host.domain(`bench-${started}`)
      return median(rounds * 3, async () => {
        await domain.pause()
        await domain.resume()
      })
    },
  ],
  [`memory with ${guests} running, MiB`, resident],
]

async function startAndEnd(host: Daemon['host'], what: 'start' | 'destroy'): Promise<number> {
  const all: number[] = []
  for (let round = 0; round < rounds; round++) {
    let domain: Domain | undefined
    const start = await took(async () => {
      domain = await host.create(definition(started + 1000, plain))
    })
    const destroy = await took(() => domain?.destroy())
    all.push(what === 'start' ? start : destroy)
  }
  return all.sort((a, b) => a - b)[rounds >> 1] ?? 0
}

const [uri, peer] = positionals
if (!uri) throw new Error('the URI of a daemon is needed, and that of another to compare with')
const daemons = [await Daemon.at(uri, values.pid), ...(peer ? [await Daemon.at(peer, values['peer-pid'])] : [])]
for (const daemon of daemons) await daemon.clean()
try {
  for (const [name, measure] of measurements) {
    const figures: (number | undefined)[] = []
    for (const daemon of daemons) figures.push(await measure(daemon))
    const [one, other] = figures
    const ratio = one !== undefined && other ? `   ${(one / other).toFixed(2)}` : ''
    const cells = figures.map((figure) => (figure === undefined ? '-' : figure.toFixed(3)).padStart(12))
    console.log(`${name.padEnd(34)}${cells.join('')}${ratio}`)
  }
} finally {
  for (const { host } of daemons) await host[Symbol.asyncDispose]()
}

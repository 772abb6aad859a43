import { setTimeout as after } from 'node:timers/promises'
import type { Host } from '../../../api/index.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { Screen } from '../screen.ts'
import { seconds } from '../seconds.ts'
import { untilSignal } from '../signals.ts'
import type { Terminal } from '../terminal.ts'
import { HostMeter } from '../top/host-meter.ts'
import { takeSamples } from '../top/sample.ts'
import { type Order, sorted, type Usage, usageBetween } from '../top/usage.ts'
import { type HostUsage, topLines } from '../top/view.ts'
import { jsonHelp, verb } from '../verb.ts'

interface Options {
  interval: number
  once?: boolean
  json?: boolean
}

const keys = `
On a terminal: c, m, d, n sort by CPU, memory, disk, network; space looks again at once; q leaves. Elsewhere a table is
written after every look. CPU is in hundredths of one of the host's CPUs, memory what the emulator has of the host's.
With --json each look is a line: host (hostname, cpus, cpu, memory, free) and guests (name, uuid, id, state, vcpus, cpu,
memory, maxMemory, read, written, received, sent); sizes are bytes, speeds bytes a second.`

/** Milliseconds between the two looks that speeds need, where there is no earlier one. */
const firstLook = 1000

export default verb<Options>({
  summary: 'Show what running domains use: CPU, memory, disks, networks; q leaves',
  example: 'lodge top --once',
  offers: 'nothing',
  declare: (command) =>
    command
      .option('--interval <seconds>', 'between two looks', seconds, 2)
      .option('--once', 'only one look, which takes a second')
      .option('--json', jsonHelp)
      .addHelpText('after', keys),
  run: async ({ host: connect, terminal }, _, { interval, once = false, json = false }) => {
    const meter = new Meter(await connect())
    await meter.look()
    if (once) {
      await after(firstLook)
      const look = await meter.look()
      terminal.out(json ? JSON.stringify(look, undefined, 2) : linesOf(look, 'cpu', terminal).join('\n'))
      return exitCodes.done
    }
    using interruption = untilSignal()
    if (json || !terminal.output.isTTY) return write({ meter, terminal, interval, json, over: interruption.signal })
    return new Live({ meter, terminal, interval, over: interruption.signal }).run()
  },
})

interface Look {
  host: HostUsage
  guests: Usage[]
}

class Meter {
  readonly #host: Host
  readonly #machine: HostMeter
  #before: Awaited<ReturnType<typeof takeSamples>> = []

  constructor(host: Host) {
    this.#host = host
    this.#machine = new HostMeter(host)
  }

  async look(): Promise<Look> {
    const [host, samples] = await Promise.all([this.#machine.read(), takeSamples(this.#host)])
    const guests = sorted(usageBetween(this.#before, samples), 'cpu')
    this.#before = samples
    return { host, guests }
  }
}

function linesOf({ host, guests }: Look, order: Order, { style }: Terminal): string[] {
  return topLines({ host, guests, order, style })
}

interface Going {
  meter: Meter
  terminal: Terminal
  interval: number
  /** Settles when a signal has come. */
  over: Promise<ExitCode>
}

/** For programs and files: one look after the other. */
async function write({ meter, terminal, interval, json, over }: Going & { json: boolean }): Promise<ExitCode> {
  for (let first = true; ; first = false) {
    const left = await Promise.race([over, after(first ? firstLook : interval * 1000)])
    if (left !== undefined) return exitCodes.done
    const look = await meter.look()
    terminal.out(json ? JSON.stringify(look) : `${linesOf(look, 'cpu', terminal).join('\n')}\n`)
  }
}

const orderOf: Readonly<Record<string, Order>> = { c: 'cpu', m: 'memory', d: 'disk', n: 'net' }

/** The whole terminal, with keys. */
class Live {
  readonly #going: Going
  readonly #over: Promise<unknown>
  readonly #leave: () => void
  #order: Order = 'cpu'
  #shown: Look | undefined
  #wake = (): void => {}
  #screen: Screen | undefined

  constructor(going: Going) {
    this.#going = going
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#over = Promise.race([promise, going.over])
    this.#leave = resolve
  }

  async run(): Promise<ExitCode> {
    const { meter, terminal, interval } = this.#going
    const { input, output } = terminal
    using screen = new Screen(output)
    this.#screen = screen
    using _ = screen.resized(() => this.#paint())
    const typed = (text: Buffer): void => this.#typed(String(text))
    input.on('data', typed)
    if (input.isTTY) input.setRawMode(true)
    input.resume()
    let left = false
    void this.#over.then(() => {
      left = true
      this.#wake()
    })
    try {
      for (let first = true; !left; first = false) {
        this.#shown = await Promise.race([meter.look(), this.#over.then(() => this.#shown)])
        this.#paint()
        if (!left) await this.#pause(first ? firstLook : interval * 1000)
      }
    } finally {
      if (input.isTTY) input.setRawMode(false)
      input.off('data', typed).pause()
      input.unref?.()
    }
    return exitCodes.done
  }

  #paint(): void {
    if (!this.#shown) return
    const { terminal } = this.#going
    this.#screen?.paint(linesOf(this.#shown, this.#order, terminal))
  }

  #typed(text: string): void {
    for (const key of text) {
      // Ctrl-C comes as a key while keys come one by one.
      if (key === 'q' || key === '\x03') this.#leave()
      if (key === ' ') this.#wake()
      const order = orderOf[key]
      if (order) this.#order = order
      if (order) this.#paint()
    }
  }

  #pause(milliseconds: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, milliseconds)
    this.#wake = () => {
      clearTimeout(timer)
      resolve()
    }
    return promise
  }
}

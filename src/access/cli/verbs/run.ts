import type { Domain } from '../../../api/index.ts'
import { attachConsole } from '../console.ts'
import { readDefinition } from '../documents.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'
import { fileHelp, verb } from '../verb.ts'

interface Options {
  detach?: boolean
  paused?: boolean
}

const signals = { SIGINT: exitCodes.interrupted, SIGTERM: exitCodes.terminated, SIGHUP: exitCodes.terminated } as const

export default verb<Options>({
  summary: 'Start a guest and attach to its serial console; Ctrl-] leaves, and it runs on',
  example: 'lodge run examples/hello.xml',
  declare: (command) =>
    command
      .argument('<file>', fileHelp)
      .option('-d, --detach', 'only start it')
      .option('-p, --paused', 'leave its CPUs stopped'),
  run: async ({ host, terminal }, [file = ''], { detach, paused }) => {
    const { name, text } = await readDefinition(file)
    const opened = await host()
    // Paused at first, so that the console misses nothing of what the guest says.
    const guest = await opened.create(text, { paused: true, file: name })
    if (detach) {
      if (!paused) await guest.resume()
      terminal.out(running(guest, terminal))
      return exitCodes.done
    }
    return await stayWith(guest, terminal, paused === true)
  },
})

function running({ name, pid }: Domain, { style }: Terminal): string {
  return `${style('bold', name)} runs as process ${pid}`
}

/** Ends with the guest, when the user leaves, or on a signal, which ends the guest too. */
async function stayWith(guest: Domain, terminal: Terminal, paused: boolean): Promise<ExitCode> {
  using interruption = untilSignal()
  const console = await guest.console()
  if (terminal.output.isTTY) terminal.err(terminal.styleErr('dim', `connected to ${guest.name}; Ctrl-] leaves`))
  const attached = attachConsole(console, terminal)
  if (!paused) await guest.resume()
  const first = await Promise.race([attached, interruption.signal])
  if (typeof first === 'number') {
    await guest.destroy()
    return first
  }
  if (first === 'left') {
    terminal.err(`\n${running(guest, terminal)}`)
    return exitCodes.done
  }
  await guest.ended()
  return exitCodes.done
}

function untilSignal(): Disposable & { signal: Promise<ExitCode> } {
  const { promise, resolve } = Promise.withResolvers<ExitCode>()
  const listeners = Object.entries(signals).map(([name, code]) => {
    const listener = (): void => resolve(code)
    process.once(name, listener)
    return [name, listener] as const
  })
  return {
    signal: promise,
    [Symbol.dispose]: () => {
      for (const [name, listener] of listeners) process.off(name, listener)
    },
  }
}

import type { ActiveDomain, ByteStream, Domain } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { attachConsole } from '../console.ts'
import { readDefinition } from '../documents.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { untilSignal } from '../signals.ts'
import type { Terminal } from '../terminal.ts'
import { fileHelp, verb } from '../verb.ts'

interface Options {
  detach?: boolean
  paused?: boolean
}

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
    // Stopped at first where someone listens, so that the console misses nothing of what the guest says.
    await using guest = await opened.create(text, { paused: paused || !detach, file: name })
    if (detach) return keep(guest, terminal)
    return await stayWith(guest, terminal, paused === true)
  },
})

/** Leaves the guest running. */
async function keep(guest: Domain, { out, style }: Terminal): Promise<ExitCode> {
  guest.release()
  const log = await guest.logFile()
  out(`${style('bold', guest.name)} runs${log === undefined ? '' : `; its log is ${log}`}`)
  return exitCodes.done
}

/** Until the guest ends, the user leaves it, or a signal comes, which ends the guest too. */
async function stayWith(guest: ActiveDomain, terminal: Terminal, paused: boolean): Promise<ExitCode> {
  using interruption = untilSignal()
  const console = await consoleOf(guest, terminal)
  const attached = console && attachConsole(console, terminal)
  if (!paused) await guest.resume()
  const ended = guest.ended()
  const first = await Promise.race([attached ?? ended, interruption.signal, ended])
  if (typeof first === 'number') {
    await guest.destroy()
    return first
  }
  if (first === 'left') {
    console?.destroy()
    terminal.err('')
    return keep(guest, terminal)
  }
  const { state, reason } = await ended
  // What the guest said last is shown before the command ends.
  await attached
  if (state !== 'crashed') return exitCodes.done
  const log = await guest.logFile()
  throw new LodgeError('OPERATION_FAILED', `${guest.name} has crashed: ${reason}`, {
    hint: log === undefined ? undefined : `see its log, ${log}`,
  })
}

async function consoleOf(guest: ActiveDomain, { err, styleErr, output }: Terminal): Promise<ByteStream | undefined> {
  const hint = (text: string): void => err(styleErr('dim', text))
  try {
    const console = await guest.console()
    if (output.isTTY) hint(`connected to ${guest.name}; Ctrl-] leaves`)
    return console
  } catch (error) {
    if (!(error instanceof LodgeError)) throw error
    hint(`${guest.name} has no console to show (${error.message}); Ctrl-C ends it`)
    return undefined
  }
}

import { probeConversation } from '../src/driver/capabilities/conversation.ts'
import { EmulatorSession } from '../src/driver/capabilities/emulator-session.ts'
import type { CommandName, Monitor, ParametersOf, ReturnsOf } from '../src/driver/qmp/index.ts'
import { QmpError } from '../src/driver/qmp/index.ts'

/**
 * Records what a QEMU build answers to everything that Lodge asks, so that tests and corpus runs have it where it isn't
 * installed: `node tools/record-qmp.ts /usr/bin/qemu-system-x86_64 > x.replies`.
 */
export async function recordConversation(binary: string, { kvm }: { kvm: boolean }): Promise<string> {
  const sessions: string[][] = []
  const record = (monitor: Monitor): Monitor => {
    const lines: string[] = []
    sessions.push(lines)
    write(lines, { execute: 'qmp_capabilities' })
    write(lines, { return: {} })
    return recording(monitor, lines)
  }
  const options = { timeout: 60_000 }
  await EmulatorSession.with(binary, { ...options, accelerators: kvm ? 'kvm:tcg' : 'tcg' }, (monitor) =>
    probeConversation(record(monitor), {
      binary,
      underTcg: (ask) =>
        EmulatorSession.with(binary, { ...options, accelerators: 'tcg' }, (other) => ask(record(other))),
    }),
  )
  return `${sessions.flat().join('\n\n')}\n`
}

/** The monitor, with each question and its answer written down together. */
function recording(monitor: Monitor, lines: string[]): Monitor {
  const executeAny: Monitor['executeAny'] = async (execute, args, options) => {
    const request = { execute, arguments: args }
    try {
      const reply = await monitor.executeAny(execute, args, options)
      write(lines, request)
      write(lines, { return: reply })
      return reply
    } catch (error) {
      if (error instanceof QmpError) {
        write(lines, request)
        write(lines, { error: { class: error.errorClass, desc: error.description } })
      }
      throw error
    }
  }
  return {
    isConnected: monitor.isConnected,
    busySince: undefined,
    executeAny,
    execute: <C extends CommandName>(command: C, ...[args]: ParametersOf<C>) =>
      executeAny(command, args as object | undefined) as Promise<ReturnsOf<C>>,
    events: () => monitor.events(),
    listen: (listener) => monitor.listen(listener),
    waitFor: (event, options) => monitor.waitFor(event, options),
    closed: monitor.closed,
    close: () => monitor.close(),
    [Symbol.asyncDispose]: () => monitor.close(),
  }
}

function write(lines: string[], value: unknown): void {
  lines.push(JSON.stringify(value, undefined, 2))
}

if (import.meta.main) {
  const [binary] = process.argv.slice(2)
  if (!binary) {
    console.error('usage: node tools/record-qmp.ts BINARY > FILE')
    process.exit(2)
  }
  process.stdout.write(await recordConversation(binary, { kvm: true }))
}

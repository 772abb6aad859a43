import { PassThrough } from 'node:stream'
import { runCli } from '../../src/access/cli/main.ts'
import type { ActiveDomain, Domain, Host, Imported, ImportOptions } from '../../src/api/index.ts'
import { LodgeError } from '../../src/base/errors.ts'

export interface Ran {
  code: number
  out: string
  err: string
  /** What went to the terminal past its lines. */
  shown: string
}

interface Options {
  domains?: Domain[]
  /** What else the host can do. */
  host?: Partial<Host>
  daemon?: boolean
  imported?(asked: ImportOptions): Imported[]
  /** Answers to questions: standard input is a terminal then. */
  answers?: string[]
}

/** One run of the command over a host of which only some methods are there. */
export async function lodge(words: string[], options: Options = {}): Promise<Ran> {
  const { domains = [], host: more, daemon = false, answers } = options
  const [out, err] = [[] as string[], [] as string[]]
  const shown = new PassThrough()
  const input = Object.assign(new PassThrough(), { isTTY: answers !== undefined })
  for (const answer of answers ?? []) input.write(`${answer}\n`)
  const host: Partial<Host> = {
    domains: async (filter = {}) => {
      const facts = domains.map(async (it) => ({
        active: it.id !== undefined,
        persistent: await it.isPersistent(),
        autostart: await it.autostart(),
      }))
      const known = await Promise.all(facts)
      return domains.filter((_, i) => Object.entries(filter).every(([fact, is]) => known[i]?.[fact as 'active'] === is))
    },
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
    open: async () => ({ host: { [Symbol.asyncDispose]: async () => {}, ...host } as Host, daemon }),
    importLibvirt: async function* (_, asked) {
      yield* options.imported?.(asked) ?? []
    },
    serve: async ({ root, listening, stop }) => {
      listening([`qemu:///system?socket=${root}/socket`])
      process.emit('SIGTERM')
      await stop
    },
    terminal: {
      out: (text) => void out.push(text),
      err: (text) => void err.push(text),
      style: (_, text) => text,
      styleErr: (_, text) => text,
      input: input as unknown as NodeJS.ReadStream,
      output: shown as unknown as NodeJS.WriteStream,
      errors: new PassThrough() as unknown as NodeJS.WriteStream,
    },
  })
  return { code, out: out.join('\n'), err: err.join('\n'), shown: String(shown.read() ?? '') }
}

export const webUuid = '7c0a2c6e-52e1-4f43-9a54-0a3bfb1a0001'

/** A domain of which calls are remembered. */
export function domain(parts: Partial<ActiveDomain> = {}): { made: ActiveDomain; calls: unknown[][] } {
  const calls: unknown[][] = []
  const call =
    (name: string) =>
    async (...args: unknown[]) =>
      void calls.push([name, ...args])
  const changes = ['start', 'destroy', 'undefine', 'pause', 'resume', 'reset', 'shutdown', 'reboot', 'setAutostart']
  const made = {
    ...{ name: 'web', uuid: webUuid, id: undefined, logFile: async () => '/log/web.log' },
    ...{ isActive: async () => false, isPersistent: async () => true, autostart: async () => true },
    status: async () => ({ state: 'shutoff', reason: 'destroyed' }),
    info: async () => ({ osType: 'hvm', maxMemory: 2048, memory: 1024, maxVcpus: 4, vcpus: 2, cpuTime: 1.26e9 }),
    xml: async () => '<domain/>\n',
    messages: async () => [],
    metadata: { title: async () => undefined },
    ...Object.fromEntries(changes.map((name) => [name, call(name)])),
    ...parts,
  } as ActiveDomain
  return { made, calls }
}

import { readFileSync } from 'node:fs'
import { runCli } from '../access/cli/main.ts'
import { processTerminal } from '../access/cli/terminal.ts'
import type { LodgeError } from '../base/errors.ts'

// A reader that went away (`lodge argv … | head -1`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

process.exitCode = await runCli({
  words: process.argv.slice(2),
  version,
  terminal: processTerminal(),
  open: async (choice) => (await import('./open-host.ts')).openHost(choice, { warn }),
  importLibvirt: async function* (host, options) {
    yield* (await import('../index.ts')).importLibvirt(host, { ...options, root: process.env.LODGE_ROOT })
  },
  serve: async (options) =>
    (await import('./serve.ts')).serve({ ...options, root: options.root ?? process.env.LODGE_ROOT, warn }),
})

function warn({ message, hint }: LodgeError): void {
  process.stderr.write(`lodge: warning: ${message}${hint ? `\n  hint: ${hint}` : ''}\n`)
}

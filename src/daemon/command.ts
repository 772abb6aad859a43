import { readFileSync } from 'node:fs'
import type { LodgeError } from '../base/errors.ts'

// A reader that went away (`lodge argv … | head -1`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

const words = process.argv.slice(2)
const [first, which, connect] = words

// Before the heap has grown by what a daemon is made of.
if (first === 'serve') (await import('./heap.ts')).keepHeapSmall()

// What completion scripts ask; people wait for it at every key.
if (first === '--names') {
  const { namesToComplete } = await import('./complete.ts')
  process.stdout.write(await namesToComplete(which ?? '', connect || undefined).catch(() => ''))
} else process.exitCode = await run()

async function run(): Promise<number> {
  const { runCli } = await import('../access/cli/main.ts')
  const { processTerminal } = await import('../access/cli/terminal.ts')
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return runCli({
    ...{ words, version },
    terminal: processTerminal(),
    open: async (choice) => (await import('./open-host.ts')).openHost(choice, { warn }),
    importLibvirt: async function* (host, options) {
      yield* (await import('../index.ts')).importLibvirt(host, { ...options, root: process.env.LODGE_ROOT })
    },
    serve: async (options) =>
      (await import('./serve.ts')).serve({ ...options, root: options.root ?? process.env.LODGE_ROOT, warn }),
  })
}

function warn({ message, hint }: LodgeError): void {
  process.stderr.write(`lodge: warning: ${message}${hint ? `\n  hint: ${hint}` : ''}\n`)
}

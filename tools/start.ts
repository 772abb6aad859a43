import { fileURLToPath } from 'node:url'
import { readDefinition } from '../src/access/cli/documents.ts'
import { messageOf } from '../src/base/errors.ts'
import { LodgeError, open } from '../src/index.ts'

const began = performance.now()
const elapsed = (): string => `${((performance.now() - began) / 1000).toFixed(2)} s`

/** What `npm start` does once everything is there: a guest boots, says hello, and is gone. */
async function start(): Promise<void> {
  await using host = await open({ root: process.env.LODGE_ROOT })
  const { kvm } = await host.capabilities()
  const { text } = await readDefinition(fileURLToPath(new URL('../examples/hello.xml', import.meta.url)))
  const xml = kvm.usable ? text : text.replace("<domain type='kvm'>", "<domain type='qemu'>")

  await using guest = await host.create(xml, { paused: true, file: 'examples/hello.xml' })
  const answer = await guest.monitorCommand('query-kvm')
  const console = await guest.console()
  await guest.resume()
  const running = elapsed()
  say('The guest of examples/hello.xml runs. Its serial console:\n')
  for await (const chunk of console) process.stdout.write(chunk)
  const { state } = await guest.ended()

  const accelerator = (answer as { enabled: boolean }).enabled ? 'KVM' : "QEMU's own translator (TCG)"
  say(`\nIt ran under ${accelerator}; its CPU ran after ${running}, and it had ended (${state}) after ${elapsed()}.`)
  if (!kvm.usable) say(`KVM would be faster, but: ${kvm.reason}`)
  say('Next: bin/lodge --help, the guests in examples/, README.md.')
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

try {
  await start()
} catch (error) {
  const hint = error instanceof LodgeError && error.hint ? `\n  ${error.hint}` : ''
  process.stderr.write(`start: ${messageOf(error)}${hint}\n`)
  process.exitCode = 1
}

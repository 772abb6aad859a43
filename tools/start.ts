import { fileURLToPath } from 'node:url'
import { readDefinition } from '../src/access/cli/documents.ts'
import { messageOf } from '../src/base/errors.ts'
import { open } from '../src/index.ts'

/** What `npm start` does once everything is there: a guest boots, says hello, and is gone. */
async function start(): Promise<void> {
  const began = performance.now()
  const seconds = (): string => `${((performance.now() - began) / 1000).toFixed(2)} s`

  await using host = await open()
  const { kvm } = await host.capabilities()
  const { text } = await readDefinition(fileURLToPath(new URL('../examples/hello.xml', import.meta.url)))
  const xml = kvm.usable ? text : text.replace("<domain type='kvm'>", "<domain type='qemu'>")

  await using guest = await host.create(xml, { paused: true, file: 'examples/hello.xml' })
  const accelerator = await guest.monitorCommand('query-kvm')
  const console = await guest.console()
  await guest.resume()
  say(`started in ${seconds()}; its serial console:\n`)
  for await (const chunk of console) process.stdout.write(chunk)
  await guest.ended()

  const enabled = (accelerator as { enabled: boolean }).enabled
  const how = enabled
    ? 'KVM'
    : `QEMU's own translator (TCG), because KVM can't be used: ${kvm.usable ? 'QEMU has not enabled it' : kvm.reason}`
  say(`\nran under ${how}; ${seconds()} from the first look at this host to the guest's end`)
  say('next: bin/lodge --help, examples/, and README.md')
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

try {
  await start()
} catch (error) {
  process.stderr.write(`start: ${messageOf(error)}\n`)
  const hint = (error as { hint?: string }).hint
  if (hint) process.stderr.write(`  ${hint}\n`)
  process.exitCode = 1
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { open } from '../src/index.ts'

/**
 * What many guests at once take of one host: to start, to be found again by another host, to be listed, to be destroyed. The
 * longest that the event loop was held is told beside, for nobody else is served meanwhile.
 */

const count = Number(process.argv[2] ?? 50)
const root = mkdtempSync(join(tmpdir(), 'lodge-bench-'))
const loop = monitorEventLoopDelay({ resolution: 1 })
loop.enable()

const definition = (number: number) => `<domain type='qemu'>
  <name>bench-${number}</name>
  <memory unit='MiB'>32</memory>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices><serial type='pty'/><memballoon model='none'/></devices>
</domain>`

try {
  {
    await using host = await open({ root })
    // The first fills caches: the kernel's, and that of what QEMU can do.
    await (await host.create(definition(0))).destroy()
    await step('started side by side', () =>
      Promise.all(
        Array.from({ length: count }, async (_, number) => {
          const guest = await host.create(definition(number), { paused: true })
          guest.release()
        }),
      ),
    )
  }
  await using host = await open({ root })
  await step('found again', () => host.own())
  const domains = await host.domains()
  await step('asked for their states', () => Promise.all(domains.map((domain) => domain.status())))
  await step('destroyed', () => Promise.all(domains.map((domain) => domain.destroy())))
} finally {
  rmSync(root, { recursive: true, force: true })
}

async function step(what: string, work: () => Promise<unknown>): Promise<void> {
  loop.reset()
  const begun = performance.now()
  await work()
  const took = performance.now() - begun
  console.log(
    `${count} guests ${what}: ${took.toFixed(0)} ms; held the loop for ${(loop.max / 1e6).toFixed(0)} ms at most`,
  )
}

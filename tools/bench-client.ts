import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connect } from '../src/client.ts'

/**
 * What our client takes beside libvirt's own, through python3-libvirt, at one daemon and by turns: connecting and closing, and
 * one quick call. Argument: the URI of a daemon; without one a daemon of ours is started.
 */

const python = `
import libvirt, sys, time
def median(work, times):
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        took.append(time.perf_counter() - begun)
    return sorted(took)[times // 2] * 1e3
def reach():
    libvirt.open(sys.argv[1]).close()
reach()
reaching = median(reach, 50)
host = libvirt.open(sys.argv[1])
print(reaching, median(host.getLibVersion, 2000))
`

type Figures = Record<'connect' | 'call', number>

async function median(times: number, work: () => Promise<unknown>): Promise<number> {
  const took: number[] = []
  for (let time = 0; time < times; time++) {
    const begun = performance.now()
    await work()
    took.push(performance.now() - begun)
  }
  return took.sort((a, b) => a - b)[times >> 1] ?? 0
}

async function ours(uri: string): Promise<Figures> {
  const reaching = await median(50, async () => {
    await using _ = await connect(uri)
  })
  await using host = await connect(uri)
  return { connect: reaching, call: await median(2000, () => host.call('CONNECT_GET_LIB_VERSION')) }
}

function theirs(uri: string): Figures | undefined {
  const { status, stdout } = spawnSync('/usr/bin/python3', ['-c', python, uri], { encoding: 'utf8' })
  if (status !== 0) return undefined
  const [reaching = 0, call = 0] = stdout.split(' ').map(Number)
  return { connect: reaching, call }
}

await using stack = new AsyncDisposableStack()
let uri = process.argv[2]
if (uri === undefined) {
  const root = mkdtempSync(join(tmpdir(), 'lodge-bench-'))
  stack.defer(() => rmSync(root, { recursive: true }))
  const lodge = fileURLToPath(new URL('../bin/lodge', import.meta.url))
  const daemon = spawn(lodge, ['serve', '--root', root], { stdio: ['ignore', 'pipe', 'ignore'] })
  stack.defer(async () => {
    daemon.kill()
    await once(daemon, 'exit')
  })
  await once(daemon.stdout, 'data')
  uri = `qemu+unix:///system?socket=${root}/run/libvirt-sock`
}

const line = ({ connect: reaching, call }: Figures): string =>
  `connect and close ${reaching.toFixed(2)} ms, a quick call ${call.toFixed(3)} ms`
for (let round = 0; round < 3; round++) {
  const other = theirs(uri)
  console.log(`libvirt-python: ${other ? line(other) : 'not here (Debian: python3-libvirt), or it has failed'}`)
  console.log(`lodged/client:  ${line(await ours(uri))}`)
}

import { type ChildProcess, spawn } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { open } from '../src/index.ts'

/**
 * How long a start takes, from create() until the guest's CPUs run, beside bare QEMU with the very same arguments, started
 * and answered by as little as can do it; by turns in one run. And how long check and argv take for a large definition.
 */

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '30' },
    /** A folder with domain XML in it, the largest of which is measured. */
    corpus: { type: 'string' },
    type: { type: 'string' },
    /** Guests run as this user, where root asks. */
    user: { type: 'string' },
  },
})

const root = mkdtempSync(join(tmpdir(), 'lodge-bench-'))
const image = join(root, 'disk.img')
if (values.user) {
  chmodSync(root, 0o711)
  mkdirSync(join(root, 'etc'))
  writeFileSync(join(root, 'etc/qemu.json'), JSON.stringify({ user: values.user }))
}
writeFileSync(image, bootSector())

const definition = (type: string) => `<domain type='${type}'>
  <name>bench</name>
  <uuid>5b3a1f58-6c1e-4c27-9d1b-0f6d6a1b7a11</uuid>
  <memory unit='MiB'>128</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <features><acpi/></features>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw'/>
      <source file='${image}'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <interface type='user'><model type='virtio'/></interface>
    <serial type='pty'/>
    <memballoon model='virtio'/>
    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
  </devices>
</domain>`

try {
  await using host = await open({ root })
  const type = values.type ?? ((await host.capabilities()).kvm.usable ? 'kvm' : 'qemu')
  const xml = definition(type)
  const lodge: number[] = []
  const bare: number[] = []
  let command: string[] = []
  for (let round = -2; round < Number(values.rounds); round++) {
    const begun = performance.now()
    const guest = await host.create(xml)
    const took = performance.now() - begun
    command = guest.commandLine()
    await guest.destroy()
    const bareTook = await startBare(command)
    // The first ones fill caches: the kernel's, and that of what QEMU can do.
    if (round < 0) continue
    lodge.push(took)
    bare.push(bareTook)
  }
  const ratio = median(lodge) / median(bare)
  console.log(
    `start (${type}, ${values.rounds} rounds): lodge ${shown(lodge)}, bare QEMU ${shown(bare)}, ratio ${ratio.toFixed(2)}`,
  )
  if (values.corpus) {
    const { file, size } = largest(values.corpus)
    const text = readFileSync(file, 'utf8')
    const check = await timed(() => host.check(text, { file }))
    const argv = await timed(() => host.commandLine(text, { file }).catch(() => undefined))
    console.log(`${file} (${size} bytes): check ${shown(check)}, argv ${shown(argv)}`)
  }
} finally {
  rmSync(root, { recursive: true, force: true })
}

/** The smallest script that starts QEMU, greets it over QMP and lets the CPUs run. */
async function startBare([emulator = '', ...words]: string[]): Promise<number> {
  const key = /"file":"([^"]+master-key\.aes)"/.exec(words.join(' '))?.[1]
  if (!key) throw new Error('the command line names no master key')
  const folder = dirname(key)
  mkdirSync(folder, { recursive: true })
  writeFileSync(key, new Uint8Array(32))
  const begun = performance.now()
  const path = join(folder, 'monitor.sock')
  const server = createServer() as Server & { _handle: { fd: number } }
  server.listen(`${path}.new`)
  renameSync(`${path}.new`, path)
  const child: ChildProcess = spawn(emulator, words, {
    stdio: ['ignore', 'ignore', 'ignore', server._handle.fd],
    detached: true,
  })
  server.close()
  const socket = connect(path).setEncoding('utf8')
  socket.write('{"execute":"qmp_capabilities"}\n{"execute":"cont"}\n')
  await new Promise<void>((resolve, reject) => {
    let returns = 0
    socket.on('data', (text) => {
      returns += String(text).split('"return"').length - 1
      if (returns >= 2) resolve()
    })
    socket.on('error', reject)
  })
  const took = performance.now() - begun
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  socket.destroy()
  await gone
  rmSync(folder, { recursive: true })
  return took
}

async function timed(work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < 20; round++) {
    const begun = performance.now()
    await work()
    times.push(performance.now() - begun)
  }
  return times
}

function largest(folder: string): { file: string; size: number } {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.xml'))
    .map((name) => ({ file: join(folder, name), size: statSync(join(folder, name)).size }))
    .sort((a, b) => b.size - a.size)
  if (!files[0]) throw new Error(`no XML in ${folder}`)
  return files[0]
}

/** Stops the CPU at once, so that what is measured has the machine to itself: cli, hlt, and again. */
function bootSector(): Uint8Array {
  const sector = new Uint8Array(512)
  sector.set([0xfa, 0xf4, 0xeb, 0xfc])
  sector.set([0x55, 0xaa], 510)
  return sector
}

function median(times: number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1] ?? 0
}

function shown(times: number[]): string {
  return `${median(times).toFixed(1)} ms`
}

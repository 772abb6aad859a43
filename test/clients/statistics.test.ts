import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { TypedParameter } from '../../src/formats/xdr/index.ts'
import { pc } from '../machine/scratch.ts'
import { Libvirtd } from '../support/libvirtd.ts'
import { RpcPeer } from '../support/rpc-peer.ts'
import { Daemon, virshMissing } from './virsh.ts'

const devices = `<interface type='user'/><disk type='file' device='cdrom'><target dev='hdc' bus='ide'/></disk>
  <memballoon model='virtio'/>`
const more = "<vcpu current='2'>3</vcpu><iothreads>2</iothreads>"

function definition(folder: string, name: string): string {
  const disk = join(folder, `${name}.img`)
  writeFileSync(disk, Buffer.alloc(1 << 20))
  chmodSync(disk, 0o666)
  return pc({ name, devices, more, disk }).replace("<memballoon model='none'/>", '')
}

interface Answer {
  records: { dom: { name: string }; params: TypedParameter[] }[]
}

/** Names of parameters with their types, by domain; and how long the answer took. */
async function statisticsAt(
  socket: string,
  uri: string,
): Promise<{ parameters: Record<string, string[]>; milliseconds: number }> {
  const peer = new RpcPeer(connect(socket))
  await peer.call('AUTH_LIST')
  await peer.call('CONNECT_OPEN', { name: uri, flags: 0 })
  const begun = performance.now()
  const { records } = (await peer.call('CONNECT_GET_ALL_DOMAIN_STATS', { domains: [], kinds: 0, flags: 0 })) as Answer
  const milliseconds = performance.now() - begun
  peer.socket.destroy()
  const named = records.map(({ dom, params }) => [dom.name, params.map(({ name, type }) => `${name} ${type}`)])
  return { parameters: Object.fromEntries(named), milliseconds }
}

const missing = virshMissing ?? Libvirtd.missing
describe.skipIf(missing)(`statistics beside libvirtd's${missing ? `: ${missing}` : ''}`, () => {
  test('the same names and types in the same order, and the same words of virsh', async () => {
    await using ours = await Daemon.start()
    await using theirs = await Libvirtd.start(['/usr/bin/qemu-system-x86_64'])
    chmodSync(ours.folder, 0o755)
    const files = ['running', 'stopped'].map((name) => {
      const file = join(ours.folder, `${name}.xml`)
      writeFileSync(file, definition(ours.folder, name))
      return file
    })
    const [running = '', stopped = ''] = files
    const sides = [
      async (...words: string[]) => {
        const { out, err } = await ours.virsh(...words)
        return out || err
      },
      async (...words: string[]) => theirs.virsh(...words).catch(({ stderr }) => String(stderr)),
    ]
    // One after the other: they would not both write to the disk.
    const answers: { parameters: Record<string, string[]>; words: string[] }[] = []
    for (const [at, said] of sides.entries()) {
      await said('create', running)
      await said('define', stopped)
      const socket = at === 0 ? join(ours.folder, 'run/libvirt-sock') : theirs.socket
      const { parameters } = await statisticsAt(socket, at === 0 ? 'qemu:///system' : 'qemu:///session')
      const words: string[] = []
      // On a busy machine a QEMU that has just been started may not have answered everything yet.
      await expect.poll(() => said('domcontrol', 'running')).toMatch(/^ok/)
      for (const line of compared) words.push(`${line}: ${alike(await said(...line.split(' ')))}`)
      answers.push({ parameters, words })
      await said('destroy', 'running')
    }
    const [mine, peer] = answers
    expect(mine?.parameters.running).toEqual(peer?.parameters.running)
    // libvirt 9 gives a domain that doesn't run the CPU times of its own process.
    expect(mine?.parameters.stopped).toEqual(peer?.parameters.stopped?.filter((name) => !name.startsWith('cpu.')))
    expect(mine?.words).toEqual(peer?.words)
    expect(mine?.words.join('\n')).toMatch(/Capacity: +1048576\n/)
  })

  test('a guest whose QEMU hangs keeps nobody waiting', async () => {
    await using daemon = await Daemon.start()
    chmodSync(daemon.folder, 0o755)
    for (const name of ['hangs', 'answers']) {
      const file = join(daemon.folder, `${name}.xml`)
      writeFileSync(file, definition(daemon.folder, name))
      expect((await daemon.virsh('create', file)).code).toBe(0)
    }
    const { out } = await daemon.virsh('domstats', 'hangs', '--vcpu')
    expect(out).toMatch(/vcpu\.1\.time=/)
    const pid = emulatorOf(daemon, 'hangs')
    process.kill(pid, 'SIGSTOP')
    try {
      await daemon.virsh('domstats', '--nowait')
      // It has waited once: nothing is asked of it any more, and only what the daemon does itself takes time.
      const { milliseconds } = await statisticsAt(join(daemon.folder, 'run/libvirt-sock'), 'qemu:///system')
      expect(milliseconds).toBeLessThan(900)
      const { out: said } = await daemon.virsh('domstats')
      const [hangs = '', answers = ''] = said.split('\n\n').sort().toReversed()
      expect(answers).toMatch(/block\.0\.rd\.reqs=/)
      expect(hangs).toMatch(/cpu\.time=\d+/)
      expect(hangs).toMatch(/vcpu\.1\.time=\d+/)
      expect(hangs).not.toMatch(/rd\.reqs=/)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    await expect
      .poll(async () => (await daemon.virsh('domstats', 'hangs', '--block')).out, { timeout: 20_000 })
      .toMatch(/rd\.reqs=/)
    for (const name of ['hangs', 'answers']) await daemon.virsh('destroy', name)
  })
})

function emulatorOf({ folder }: Daemon, name: string): number {
  const found = readdirSync('/proc').find((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      return line.includes(folder) && line.includes(`guest=${name},`)
    } catch {
      return false
    }
  })
  return Number(found)
}

/** What virsh is asked of both daemons. */
const compared = [
  ...['domblkstat running vdz', 'domblkinfo running --all', 'domblkinfo running vda', 'domblkinfo running hdc'],
  ...['domblkinfo running vdz', 'domifstat running vnet0', 'vcpuinfo running', 'vcpupin running'],
  ...['emulatorpin running', 'domcontrol running', 'domblkerror running', 'iothreadinfo running'],
  ...['domjobinfo running', 'domjobinfo running --completed', 'domjobabort running', 'domlaunchsecinfo running'],
  ...['domdirtyrate-calc running --seconds 100', 'domblkstat running vda --human', 'dommemstat running'],
  ...['dommemstat stopped', 'domblkinfo stopped vda', 'domblkinfo stopped --all', 'vcpuinfo stopped'],
  ...['vcpupin stopped', 'emulatorpin stopped', 'domcontrol stopped', 'domblkerror stopped', 'domjobinfo stopped'],
  ...['iothreadinfo stopped', 'domjobabort stopped', 'domblkstat stopped vda', 'node-memory-tune'],
  ...['nodecpustats', 'domstats running --enforce --vm'],
]

/** Without times, amounts that change, and the hints that only we give. */
function alike(text: string): string {
  return (
    text
      .trim()
      // A CPU that has had no time yet has no such line.
      .replaceAll(/^CPU time:.*\n/gm, '')
      .replaceAll(/^CPU: +\d+$/gm, 'CPU: N')
      .replaceAll(/^(rss|user:|system:|idle:|iowait:) *\d+$/gm, '$1 N')
      .replaceAll(/^( (?:number of|total duration of).*): +\d+$/gm, '$1: N')
      .replaceAll(/; .*$/gm, '')
  )
}

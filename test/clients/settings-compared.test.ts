import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pc } from '../machine/scratch.ts'
import { Libvirtd } from '../support/libvirtd.ts'
import { Daemon, virshMissing } from './virsh.ts'

const missing = virshMissing ?? Libvirtd.missing
const uri = 'http://x/y'

/** What both are told of a domain that is only defined, in this order. */
const commands: string[][] = [
  ['desc', 'guest'],
  ['desc', 'guest', '--title', '--new-desc', 'a title'],
  ['desc', 'guest', '--title'],
  ['desc', 'guest', '--title', '--new-desc', 'two\nlines'],
  ['metadata', 'guest', uri],
  ['metadata', 'guest', uri, '--set', "<a v='1'><b/></a>", '--key', 'k'],
  ['metadata', 'guest', uri],
  ['metadata', 'guest', uri, '--set', '<a/>'],
  ['metadata', 'guest', uri, '--remove'],
  ['setmem', 'guest', '32768'],
  ['setmem', 'guest', '32768', '--config'],
  ['setmem', 'guest', '999999', '--config'],
  ['setmaxmem', 'guest', '131072'],
  ['vcpucount', 'guest'],
  ['setvcpus', 'guest', '2', '--config'],
  ['setvcpus', 'guest', '9', '--config'],
  ['setvcpus', 'guest', '4', '--maximum', '--config'],
  ['setvcpu', 'guest', '0', '--disable'],
  ['setvcpu', 'guest', '99', '--enable'],
  ['vcpucount', 'guest'],
  ['vcpupin', 'guest', '0', '0', '--config'],
  ['vcpupin', 'guest', '77', '0', '--config'],
  ['emulatorpin', 'guest', '0', '--config'],
  ['iothreadadd', 'guest', '5'],
  ['iothreadadd', 'guest', '5'],
  ['iothreadpin', 'guest', '5', '0'],
  ['iothreadpin', 'guest', '9', '0'],
  ['iothreadset', 'guest', '5', '--thread-pool-min', '9', '--thread-pool-max', '4'],
  ['iothreaddel', 'guest', '6'],
  ['numatune', 'guest'],
  ['numatune', 'guest', '--mode', 'interleave', '--nodeset', '0', '--config'],
  ['numatune', 'guest', '--mode', '9', '--config'],
  ['numatune', 'guest'],
  ['domiftune', 'guest', 'nope'],
  ['domiftune', 'guest', '52:54:00:00:00:01'],
  ['domiftune', 'guest', '52:54:00:00:00:01', '--inbound', '100', '--config'],
  ['blkdeviotune', 'guest', 'vdz'],
  ['perf', 'guest', '--enable', 'cpu_clock', '--config'],
  ['set-lifecycle-action', 'guest', 'reboot', 'destroy'],
  ['set-lifecycle-action', 'guest', 'poweroff', 'restart'],
  ['set-lifecycle-action', 'guest', 'poweroff', 'coredump-destroy'],
  ['send-key', 'guest', 'KEY_A'],
  ['send-key', 'guest', '9999'],
  ['inject-nmi', 'guest'],
  ['dompmwakeup', 'guest'],
  ['domrename', 'guest', 'guest'],
  ['domrename', 'guest', 'a/b'],
  ['domrename', 'guest', 'renamed'],
]

const elements = ['title', 'memory', 'currentMemory', 'vcpu', 'iothreads', 'iothreadids', 'cputune', 'numatune', 'perf']

test.skipIf(missing)(
  `virsh says of our daemon's settings what it says of libvirtd's${missing ? `: ${missing}` : ''}`,
  async () => {
    await using daemon = await Daemon.start()
    await using libvirtd = await Libvirtd.start(['/usr/bin/qemu-system-x86_64'])
    const file = join(daemon.folder, 'guest.xml')
    const devices = "<interface type='user'><mac address='52:54:00:00:00:01'/></interface>"
    writeFileSync(file, pc({ name: 'guest', more: "<vcpu current='1'>3</vcpu>", devices }))
    const theirs = async (...words: string[]): Promise<string> => {
      try {
        return (await libvirtd.virsh(...words)).trim()
      } catch (error) {
        return (error as { stderr: string }).stderr.trim()
      }
    }
    const ours = async (...words: string[]): Promise<string> => {
      const { code, out, err } = await daemon.virsh(...words)
      return code === 0 ? out : err
    }
    for (const say of [theirs, ours]) expect(await say('define', file)).toMatch(/defined/)
    for (const words of commands) {
      const [expected, said] = await Promise.all([theirs(...words), ours(...words)])
      // What would help is said behind what is wrong.
      expect.soft({ words, said: said.slice(0, expected.length) }).toEqual({ words, said: expected })
    }
    const xpath = elements.map((name) => `/domain/${name}`).join('|')
    const dump = ['dumpxml', 'renamed', '--xpath', xpath]
    expect(await ours(...dump)).toBe(await theirs(...dump))
  },
)

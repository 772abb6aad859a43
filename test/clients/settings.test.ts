import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { pc } from '../machine/scratch.ts'
import { Daemon, virshMissing } from './virsh.ts'

/** Processors that a thread may run on. */
function affinityOf(pid: string | number): string | undefined {
  return /Cpus_allowed_list:\s*(\S+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
}

describe.skipIf(virshMissing)(`virsh${virshMissing ? `: ${virshMissing}` : ''}`, () => {
  async function started(daemon: Daemon) {
    const said = async (...words: string[]): Promise<string> => {
      const { code, out, err } = await daemon.virsh(...words)
      return code === 0 ? out : `${code}: ${err}`
    }
    const file = join(daemon.folder, 'guest.xml')
    const more = "<vcpu current='1'>3</vcpu><iothreads>1</iothreads>"
    const xml = pc({ name: 'guest', more }).replace("<memballoon model='none'/>", '')
    writeFileSync(file, xml)
    expect(await said('define', file)).toMatch(/defined/)
    expect(await said('start', 'guest')).toMatch(/started/)
    return said
  }

  test('memory: what the guest has now, and what it is started with', async () => {
    await using daemon = await Daemon.start()
    const said = await started(daemon)
    expect(await said('setmem', 'guest', '32768')).toBe('')
    expect(await said('setmem', 'guest', '32768', '--config')).toBe('')
    expect(await said('setmem', 'guest', '999999', '--config')).toMatch(
      /invalid argument: cannot set memory higher than max memory/,
    )
    expect(await said('setmaxmem', 'guest', '131072')).toMatch(
      /Requested operation is not valid: cannot resize the maximum memory on an active domain/,
    )
    expect(await said('setmaxmem', 'guest', '131072', '--config')).toBe('')
    const inactive = await said('dumpxml', 'guest', '--inactive')
    expect(inactive).toMatch(/<memory unit='KiB'>131072<\/memory>\n *<currentMemory unit='KiB'>32768</)
    expect(await said('dumpxml', 'guest')).toMatch(/<memory unit='KiB'>65536<\/memory>/)
    await said('destroy', 'guest')
    expect(await said('setmem', 'guest', '32768')).toMatch(/domain is not running/)
  })

  test('virtual CPUs are plugged in, and known to the next daemon', async () => {
    await using daemon = await Daemon.start()
    const said = await started(daemon)
    expect(await said('setvcpus', 'guest', '2')).toBe('')
    expect(await said('setvcpu', 'guest', '2', '--enable')).toBe('')
    expect(await said('setvcpu', 'guest', '2', '--enable')).toMatch(/vcpu '2' is already in requested state/)
    expect(await said('setvcpu', 'guest', '0', '--disable')).toMatch(/vcpu '0' can't be unplugged/)
    expect(await said('setvcpu', 'guest', '9', '--enable')).toMatch(/vcpu 9 is not present in live config/)
    expect(await said('setvcpus', 'guest', '5', '--config')).toMatch(
      /requested vcpus is greater than max allowable vcpus for the persistent domain: 5 > 3/,
    )
    expect(await said('setvcpus', 'guest', '4', '--maximum', '--config')).toBe('')
    await daemon.restart()
    expect(await said('vcpucount', 'guest')).toMatch(
      /maximum +config +4\nmaximum +live +3\ncurrent +config +1\ncurrent +live +3/,
    )
    const { out } = await daemon.virsh('qemu-monitor-command', 'guest', '{"execute":"query-cpus-fast"}')
    expect(JSON.parse(out).return).toHaveLength(3)
  })

  test('threads are pinned, now and at the next start', async () => {
    await using daemon = await Daemon.start()
    const said = await started(daemon)
    const threads = async (command: string, key: string): Promise<Map<unknown, number>> => {
      const { out } = await daemon.virsh('qemu-monitor-command', 'guest', JSON.stringify({ execute: command }))
      const all: Record<string, never>[] = JSON.parse(out).return
      return new Map(all.map((each) => [each[key], each['thread-id'] ?? 0]))
    }
    expect(await said('vcpupin', 'guest', '0', '0', '--live', '--config')).toBe('')
    expect(await said('iothreadpin', 'guest', '1', '0', '--live', '--config')).toBe('')
    expect(await said('iothreadpin', 'guest', '7', '0')).toMatch(/iothread 7 not found/)
    expect(await said('vcpupin', 'guest', '77', '0')).toMatch(/vcpu 77 is out of range of live cpu count 3/)
    const expected = async (): Promise<void> => {
      expect(affinityOf((await threads('query-cpus-fast', 'cpu-index')).get(0) ?? 0)).toBe('0')
      expect(affinityOf((await threads('query-iothreads', 'id')).get('iothread1') ?? 0)).toBe('0')
    }
    await expected()
    await said('destroy', 'guest')
    await said('start', 'guest')
    await expected()
    expect(await said('emulatorpin', 'guest', '0', '--live')).not.toMatch(/error: (?!unknown procedure)/)
    expect(await said('dumpxml', 'guest')).toMatch(
      /<cputune>\s*<vcpupin vcpu='0' cpuset='0'\/>\s*<emulatorpin cpuset='0'\/>\s*<iothreadpin iothread='1' cpuset='0'\/>/,
    )
  })

  test('iothreads come and go', async () => {
    await using daemon = await Daemon.start()
    const said = await started(daemon)
    expect(await said('iothreadadd', 'guest', '5')).toBe('')
    expect(await said('iothreadadd', 'guest', '5')).toMatch(/an IOThread is already using iothread_id '5'/)
    expect(await said('iothreadset', 'guest', '5', '--thread-pool-min', '2', '--thread-pool-max', '4')).toBe('')
    expect(await said('iothreadset', 'guest', '5', '--thread-pool-min', '9')).toMatch(
      /thread_pool_min \(9\) can't be greater than thread_pool_max \(4\)/,
    )
    expect(await said('dumpxml', 'guest')).toMatch(
      /<iothreads>2<\/iothreads>\s*<iothreadids>\s*<iothread id='1'\/>\s*<iothread id='5' thread_pool_min='2' thread_pool_max='4'\/>/,
    )
    expect(await said('iothreaddel', 'guest', '5')).toBe('')
    expect(await said('iothreaddel', 'guest', '5')).toMatch(/cannot find IOThread '5' in iothreadids list/)
    expect(await said('iothreadadd', 'guest', '6', '--config')).toBe('')
    expect(await said('dumpxml', 'guest', '--inactive')).toMatch(/<iothread id='6'\/>/)
  })
})

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { pc } from '../machine/scratch.ts'
import { Daemon, virshMissing } from './virsh.ts'

describe.skipIf(virshMissing)(`virsh${virshMissing ? `: ${virshMissing}` : ''}`, () => {
  async function prepared(daemon: Daemon) {
    const said = async (...words: string[]): Promise<string> => {
      const { code, out, err } = await daemon.virsh(...words)
      return code === 0 ? out : `${code}: ${err}`
    }
    const disk = join(daemon.folder, 'disk.img')
    writeFileSync(disk, new Uint8Array(1 << 20))
    const file = join(daemon.folder, 'guest.xml')
    const devices =
      "<interface type='user'><mac address='52:54:00:00:00:01'/></interface><interface type='bridge'><mac address='52:54:00:00:00:02'/><source bridge='br0'/></interface>"
    writeFileSync(file, pc({ name: 'guest', disk, devices }))
    expect(await said('define', file)).toMatch(/defined/)
    return said
  }

  test('what is said of a definition', async () => {
    await using daemon = await Daemon.start()
    const said = await prepared(daemon)
    expect(await said('schedinfo', 'guest', '--set', 'cpu_shares=2000', '--config')).toMatch(/cpu_shares +: 2000/)
    expect(await said('schedinfo', 'guest', '--set', 'vcpu_period=10', '--config')).toMatch(/is out of range/)
    expect(await said('memtune', 'guest', '--hard-limit', '500000', '--config')).toBe('')
    expect(await said('memtune', 'guest', '--swap-hard-limit', '5', '--config')).toMatch(
      /memory hard_limit tunable value must be lower than or equal to swap_hard_limit/,
    )
    expect(await said('memtune', 'guest')).toMatch(/hard_limit +: 500000\nsoft_limit +: unlimited/)
    expect(await said('blkiotune', 'guest', '--device-weights', '/dev/sda,200', '--config')).toBe('')
    expect(await said('blkiotune', 'guest', '--weight', '500', '--config')).toBe('')
    expect(await said('blkiotune', 'guest')).toMatch(/weight +: 500\ndevice_weight +: \/dev\/sda,200/)
    expect(await said('numatune', 'guest', '--mode', 'interleave', '--nodeset', '0', '--config')).toBe('')
    expect(await said('numatune', 'guest')).toBe('numa_mode      : interleave\nnuma_nodeset   : 0')
    const rates = ['--inbound', '100,200,300', '--config']
    expect(await said('domiftune', 'guest', '52:54:00:00:00:01', ...rates)).toMatch(
      /setting bandwidth on interfaces of type 'user' is not implemented yet/,
    )
    expect(await said('domiftune', 'guest', '52:54:00:00:00:02', ...rates)).toBe('')
    expect(await said('domiftune', 'guest', '52:54:00:00:00:02')).toMatch(/inbound.average: 100\ninbound.peak +: 200/)
    expect(await said('domiftune', 'guest', 'nope')).toMatch(/'nope' is not a known interface/)
    expect(await said('perf', 'guest', '--enable', 'cpu_clock', '--config')).toMatch(/cpu_clock +: enabled/)
    const xml = await said('dumpxml', 'guest')
    expect(xml).toMatch(/<shares>2000<\/shares>/)
    expect(xml).toMatch(/<hard_limit unit='KiB'>500000<\/hard_limit>/)
    expect(xml).toMatch(/<inbound average='100' peak='200' burst='300'\/>/)
    expect(xml).toMatch(/<event name='cpu_clock' enabled='yes'\/>/)
  })

  test('limits of a disk, from the start on and while it runs', async () => {
    await using daemon = await Daemon.start()
    const said = await prepared(daemon)
    const file = join(daemon.folder, 'other.xml')
    writeFileSync(file, pc({ name: 'other', disk: join(daemon.folder, 'disk.img') }))
    await said('define', file)
    const bps = async (): Promise<unknown> => {
      const { out } = await daemon.virsh('qemu-monitor-command', 'other', '{"execute":"query-block"}')
      const [disk] = JSON.parse(out).return.filter(({ qdev }: { qdev: string }) => qdev.includes('virtio-disk0'))
      const { bps, bps_max, iops_rd, group } = disk.inserted
      return { bps, bps_max, iops_rd, group }
    }
    expect(await said('blkdeviotune', 'other', 'vda', '--total-bytes-sec', '5000', '--config')).toBe('')
    expect(await said('start', 'other')).toMatch(/started/)
    expect(await bps()).toMatchObject({ bps: 5000 })
    const group = '/machine/peripheral/virtio-disk0/virtio-backend'
    expect(await said('blkdeviotune', 'other', 'vda', '--read-iops-sec', '70')).toBe('')
    expect(await bps()).toMatchObject({ bps: 5000, iops_rd: 70, group })
    expect(await said('blkdeviotune', 'other', 'vda')).toMatch(
      new RegExp(`total_bytes_sec: 5000\n[^]*read_iops_sec +: 70\n[^]*group_name +: ${group}`),
    )
    expect(await said('blkdeviotune', 'other', 'vda', '--config')).toMatch(/read_iops_sec +: 0\n/)
    expect(await said('blkdeviotune', 'other', 'vda', '--total-bytes-sec', '1', '--read-bytes-sec', '1')).toMatch(
      /total and read\/write of bytes_sec cannot be set at the same time/,
    )
    expect(await said('blkdeviotune', 'other', 'vdz', '--total-bytes-sec', '1')).toMatch(
      /disk 'vdz' not found in domain/,
    )
    expect(await said('domblkthreshold', 'other', 'vda', '4096')).toBe('')
    expect(await said('domblkthreshold', 'other', 'vdz', '4096')).toMatch(/failed to find disk 'vdz'/)
    expect(await said('memtune', 'other', '--hard-limit', '500000')).toMatch(/not available in session mode|^$/)
  })

  test('what is done when the guest ends by itself', async () => {
    await using daemon = await Daemon.start()
    const said = await prepared(daemon)
    const act = (...words: string[]) => said('set-lifecycle-action', 'guest', ...words)
    expect(await act('reboot', 'destroy')).toBe('')
    expect(await act('poweroff', 'restart')).toMatch(/unsupported configuration: qemu driver doesn't support/)
    expect(await act('poweroff', 'coredump-destroy')).toMatch(
      /Lifecycle event 'poweroff' doesn't support 'coredump-destroy' action/,
    )
    expect(await act('crash', 'preserve')).toBe('')
    expect(await said('dumpxml', 'guest')).toMatch(/<on_reboot>destroy<\/on_reboot>\n *<on_crash>preserve</)
  })
})

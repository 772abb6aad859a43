import { expect, it } from 'vitest'
import { completedXml, optionsOf, planGuest, problemsOf } from '../../../test/support/guest.ts'

/** Sections that say nothing to QEMU: they are for the host, and are kept as they are. */

const kept: Record<string, string> = {
  blkiotune: `<blkiotune>
    <weight>800</weight>
    <device>
      <path>/dev/sda</path>
      <weight>400</weight>
      <read_iops_sec>1</read_iops_sec>
      <write_iops_sec>2</write_iops_sec>
      <read_bytes_sec>3</read_bytes_sec>
      <write_bytes_sec>4</write_bytes_sec>
    </device>
  </blkiotune>`,
  memtune: `<memtune>
    <hard_limit unit='KiB'>4</hard_limit>
    <soft_limit unit='KiB'>3</soft_limit>
    <min_guarantee unit='KiB'>2</min_guarantee>
    <swap_hard_limit unit='KiB'>5</swap_hard_limit>
  </memtune>`,
  cputune: `<cputune>
    <shares>2048</shares>
    <period>100000</period>
    <quota>-1</quota>
    <global_period>100000</global_period>
    <global_quota>5000</global_quota>
    <emulator_period>100000</emulator_period>
    <emulator_quota>5000</emulator_quota>
    <iothread_period>100000</iothread_period>
    <iothread_quota>5000</iothread_quota>
    <vcpupin vcpu='0' cpuset='1-3'/>
    <emulatorpin cpuset='0'/>
    <emulatorsched scheduler='rr' priority='2'/>
    <vcpusched vcpus='0' scheduler='fifo' priority='1'/>
    <cachetune vcpus='0'>
      <cache id='0' level='3' type='both' size='3072' unit='KiB'/>
      <monitor level='3' vcpus='0'/>
    </cachetune>
    <memorytune vcpus='0'>
      <node id='0' bandwidth='60'/>
    </memorytune>
  </cputune>`,
  resource: `<resource>
    <partition>/machine</partition>
    <fibrechannel appid='a'/>
  </resource>`,
  idmap: `<idmap>
    <uid start='0' target='1000' count='10'/>
    <gid start='0' target='1000' count='10'/>
  </idmap>`,
  perf: `<perf>
    <event name='cmt' enabled='yes'/>
  </perf>`,
}

it.each(Object.entries(kept))('keeps <%s>', (_, sections) => {
  expect(problemsOf('', { sections })).toEqual([])
  expect(completedXml('', { sections })).toContain(sections)
})

it('takes the largest limit for none', () => {
  const sections = '<memtune><hard_limit>9007199254740991</hard_limit></memtune>'
  expect(completedXml('', { sections })).not.toContain('hard_limit')
})

it('names threads with the same schedule together', () => {
  const sched = (vcpus: string) => `<vcpusched vcpus='${vcpus}' scheduler='batch'/>`
  const sections = `<vcpu>4</vcpu><cputune>${sched('3')}${sched('0-1')}</cputune>`
  expect(completedXml('', { sections })).toContain("<vcpusched vcpus='0-1,3' scheduler='batch'/>")
})

it('refuses quotas without sense and devices that are named twice', () => {
  expect(problemsOf('', { sections: '<cputune><period>1</period></cputune>' })).toHaveLength(1)
  const device = '<device><path>/dev/sda</path></device>'
  expect(problemsOf('', { sections: `<blkiotune>${device}${device}</blkiotune>` })).toHaveLength(1)
})

it('wraps keys on s390 only, and numbers generations where QEMU can', () => {
  const keywrap = "<keywrap><cipher name='aes' state='off'/></keywrap>"
  expect(optionsOf(planGuest('', { sections: keywrap, arch: 's390x' }), '-machine')[0]).toContain('aes-key-wrap=off')
  expect(problemsOf('', { sections: keywrap })).toHaveLength(1)
  expect(problemsOf('', { sections: '<genid/>' })).toHaveLength(1)
  expect(completedXml('', { sections: '<genid/>' })).toMatch(/<genid>[0-9a-f-]{36}<\/genid>/)
})

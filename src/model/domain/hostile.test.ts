import { describe, expect, it } from 'vitest'
import { guestXml, pretendHost } from '../../../test/support/guest.ts'
import { LodgeError } from '../../base/errors.ts'
import type { Problem } from '../../base/problems.ts'
import { checkDomain, completeDomain, launchPlan, parseDomain, readDomain } from './index.ts'

/** What hostile definitions come to: one clear error, or the words that they hold and nothing else. */

/** All errors of a definition: those of its writing, or those that completing and checking it find. */
function problems(xml: string): Pick<Problem, 'message' | 'nearest'>[] {
  try {
    const { domain, problems: written } = readDomain(xml)
    const errors = written.filter(({ level }) => level === 'error')
    if (errors.length > 0) return errors
    const world = completeDomain(domain, pretendHost())
    checkDomain(world)
    return world.report.problems.filter(({ level }) => level === 'error')
  } catch (thrown) {
    if (!(thrown instanceof LodgeError)) throw thrown
    return [{ message: `${thrown.message} ${thrown.hint}` }]
  }
}

const named = (name: string) => guestXml('').replace('<name>test</name>', `<name>${name}</name>`)

describe('a definition is refused', () => {
  it.each([
    ['that is no XML', '<domain><name>a</domain>', "'name' of line 1 is still open"],
    ['with another root', '<network><name>a</name></network>', "'network'"],
    ['with a name that leads elsewhere', named('../../etc/passwd'), '/'],
    ['with a name of two lines', named('a&#10;b'), 'name'],
    ['called ..', named('..'), 'name'],
    ['with a name of 10,000 characters', named('n'.repeat(10_000)), 'name'],
    ['without a name', named(''), 'name'],
    ['with no memory', guestXml('', { memory: '<memory>0</memory>' }), 'memory'],
    [
      'with 2^70 bytes of memory',
      guestXml('', { memory: "<memory unit='b'>1180591620717411303424</memory>" }),
      'memory',
    ],
    ['with memory beyond every address', guestXml('', { memory: "<memory unit='EiB'>9000</memory>" }), 'memory'],
    [
      'with two devices in one place',
      guestXml("<rng model='virtio'><backend model='builtin'/><address type='pci' slot='0x09'/></rng>".repeat(2)),
      '09',
    ],
    [
      'with two disks of one name',
      guestXml("<disk type='file'><source file='/a'/><target dev='vda'/></disk>".repeat(2)),
      "'vda'",
    ],
    ['for an emulator that is not there', guestXml('', { arch: 'sparc' }), 'sparc'],
    ['for a machine that is not there', guestXml('', { machine: 'q36' }), "'q35'"],
  ])('%s', (_, xml, word) => {
    const found = problems(xml)
    expect(found.map(({ message, nearest }) => `${message} ${nearest ? `'${nearest}'` : ''}`).join('\n')).toContain(
      word,
    )
  })
})

/** Every free word that reaches QEMU, as `@`. */
const devices = `
  <disk type='file'><driver name='qemu' type='qcow2'/><source file='@'/><target dev='vda'/><serial>@</serial></disk>
  <disk type='block' device='cdrom'><source dev='@'/><target dev='hda'/></disk>
  <disk type='network'><source protocol='nbd' name='@'><host name='@' port='1'/></source><target dev='vdb'/></disk>
  <disk type='network'><source protocol='https' name='@' query='@'><host name='@'/></source><target dev='vdc'/></disk>
  <filesystem type='mount' accessmode='mapped'><source dir='@'/><target dir='@'/></filesystem>
  <interface type='ethernet'><mac address='52:54:00:00:00:01'/><target dev='@'/><rom file='@'/></interface>
  <interface type='udp'><mac address='52:54:00:00:00:02'/><source address='@' port='1'><local address='@' port='2'/></source></interface>
  <serial type='file'><source path='@'/></serial>
  <serial type='tcp'><source mode='connect' host='@' service='@'/><protocol type='raw'/></serial>
  <serial type='unix'><source mode='bind' path='@'/><log file='@'/></serial>
  <serial type='pipe'><source path='@'/></serial>
  <channel type='unix'><source mode='connect' path='@'/><target type='virtio' name='@'/></channel>
  <graphics type='vnc'><listen type='socket' socket='@'/></graphics>
  <video><model type='vga'/></video>
  <rng model='virtio'><backend model='random'>@</backend></rng>
  <hostdev mode='subsystem' type='mdev' model='vfio-pci'><source><address uuid='@'/></source></hostdev>
`
const sections = `
  <os><type arch='x86_64' machine='pc'>hvm</type><kernel>@</kernel><initrd>@</initrd><cmdline>@</cmdline></os>
  <sysinfo type='smbios'><system><entry name='manufacturer'>@</entry><entry name='serial'>@</entry></system></sysinfo>
`

/** `head`, `key=value`, …: split at commas that stand alone. */
const keys = (value: string) =>
  value
    .replaceAll(',,', '')
    .split(',')
    .map((word) => word.split('=')[0])

function optionsWith(word: string) {
  const escaped = word
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll("'", '&apos;')
    .replaceAll('"', '&quot;')
  const xml = guestXml(devices, { sections }).replaceAll('@', escaped)
  return launchPlan(completeDomain(parseDomain(xml), pretendHost()), { id: 1 }).arguments
}

/** What an option is made of, without the values. */
function shape({ option, value = '' }: { option: string; value?: string }, word: string): unknown {
  if (['-kernel', '-initrd', '-append'].includes(option)) return [option, value === word]
  if (!value.startsWith('{')) return [option, keys(value)]
  return [option, JSON.stringify(JSON.parse(value), (_, each) => (typeof each === 'string' ? '' : each))]
}

describe('a word of the definition stays one word on the command line', () => {
  const plain = optionsWith('plain').map((each) => shape(each, 'plain'))

  it.each([
    'a,b',
    ',readonly=on',
    'a,,b,',
    '"},{"driver":"x',
    "'; reboot; '",
    '$(reboot)`reboot`',
    '-daemonize',
    'a=b,c=d',
    '\\\\"\\',
    '%s%n',
    'é😀',
  ])('%s', (word) => {
    expect(optionsWith(word).map((each) => shape(each, word))).toEqual(plain)
  })
})

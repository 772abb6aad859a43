import { expect, it } from 'vitest'
import { completedXml, completeGuest, optionsOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'
import type { FirmwareDescriptor } from '../../qemu/host.ts'
import { launchPlan } from '../launch.ts'

const descriptor = (name: string, format: string, features: string[] = []): FirmwareDescriptor => ({
  file: `${name}.json`,
  'interface-types': ['uefi'],
  mapping: {
    device: 'flash',
    mode: 'split',
    executable: { filename: `/fw/${name}_CODE.${format}`, format },
    'nvram-template': { filename: `/fw/${name}_VARS.${format}`, format },
  },
  targets: [{ architecture: 'x86_64', machines: ['q35', 'pc-q35-*'] }],
  features,
})

const bios: FirmwareDescriptor = {
  file: 'bios.json',
  'interface-types': ['bios'],
  mapping: { device: 'memory', filename: '/fw/bios.bin' },
  targets: [{ architecture: 'x86_64', machines: ['pc*'] }],
  features: [],
}

const host = {
  firmware: [
    descriptor('qcow', 'qcow2'),
    descriptor('secure', 'fd', ['secure-boot', 'requires-smm']),
    descriptor('plain', 'fd'),
    bios,
  ].map((each) => JSON.parse(JSON.stringify(each).replaceAll('"format":"fd"', '"format":"raw"')) as FirmwareDescriptor),
}

const guest = (attributes: string, inner = '', machine = 'q35') => ({
  host,
  sections: `<os ${attributes}><type machine='${machine}'>hvm</type>${inner}</os><features><acpi/></features>`,
})

it('boots from the first disk unless something else is said', () => {
  expect(completedXml('')).toContain("<boot dev='hd'/>")
  expect(optionsOf(planGuest(''), '-boot')).toEqual(['strict=on'])
})

it('picks the first firmware that fits, and keeps its variables in a copy of the template', () => {
  const plan = planGuest('', guest("firmware='efi'"))
  expect(optionsOf(plan, '-machine')[0]).toContain('pflash0=libvirt-pflash0-format,pflash1=libvirt-pflash1-format')
  expect(plan.files).toContainEqual({
    path: '/lib/lodge/nvram/test_VARS.qcow2',
    content: { copyOf: '/fw/qcow_VARS.qcow2' },
    keep: true,
    renew: false,
  })
  expect(plan.needs).toContainEqual({ path: '/fw/qcow_CODE.qcow2', what: 'firmware', access: 'read' })
})

it('makes the variables anew where that is asked for and they have a template', () => {
  const filesOf = (inner: string) => {
    const world = completeGuest('', guest(inner === '' ? "firmware='efi'" : '', inner))
    const { files } = launchPlan(world, { id: 1, resetNvram: true })
    return { variables: files.filter(({ renew }) => renew).map(({ path }) => path), problems: world.report.problems }
  }
  expect(filesOf('')).toEqual({ variables: ['/lib/lodge/nvram/test_VARS.qcow2'], problems: [] })
  const { variables, problems } = filesOf(
    "<loader readonly='yes' type='pflash'>/fw/own.fd</loader><nvram>/vars.fd</nvram>",
  )
  expect(variables).toEqual([])
  expect(problems).toMatchObject([
    { code: 'OPERATION_FAILED', message: expect.stringContaining('/fw/own.fd have no template') },
  ])
  expect(filesOf("<boot dev='hd'/>")).toEqual({ variables: [], problems: [] })
})

it('writes down what was picked', () => {
  expect(completedXml('', guest("firmware='efi'", "<loader format='raw' secure='no'/>"))).toContain(`<firmware>
      <feature enabled='no' name='enrolled-keys'/>
      <feature enabled='no' name='secure-boot'/>
    </firmware>
    <loader readonly='yes' secure='no' type='pflash' format='raw'>/fw/plain_CODE.fd</loader>
    <nvram template='/fw/plain_VARS.fd' templateFormat='raw' format='raw'>/lib/lodge/nvram/test_VARS.fd</nvram>`)
})

it('switches on what secure boot takes', () => {
  const secure = guest("firmware='efi'", "<firmware><feature enabled='yes' name='secure-boot'/></firmware>")
  const plan = planGuest('', secure)
  expect(optionsOf(plan, '-machine')[0]).toContain('smm=on')
  expect(optionsOf(plan, '-global')).toContain('driver=cfi.pflash01,property=secure,value=on')
  expect(problemsOf('', secure)).toEqual([])
})

it('knows the descriptor of a loader that is named by its path', () => {
  const loader = "<loader readonly='yes' type='pflash'>/fw/plain_CODE.fd</loader>"
  expect(completedXml('', guest('', loader))).toContain("<os firmware='efi'>")
})

it('takes a BIOS as it is', () => {
  expect(optionsOf(planGuest('', guest("firmware='bios'", '', 'pc')), '-bios')).toEqual(['/fw/bios.bin'])
  expect(optionsOf(planGuest('', guest('', '<loader>/my/bios</loader>', 'pc')), '-bios')).toEqual(['/my/bios'])
})

it('can be defined without firmware that fits, and does not start', () => {
  const wanted = guest("firmware='efi'", '', 'pc')
  expect(problemsOf('', wanted)).toEqual([])
  expect(() => planGuest('', wanted)).toThrow(/none of this host's 'efi' firmware/)
})

it('boots a kernel with what it needs', () => {
  const plan = planGuest('', guest('', '<kernel>/k,1</kernel><initrd>/i</initrd><cmdline>a=b, c</cmdline>', 'pc'))
  expect(optionsOf(plan, '-kernel', '-initrd', '-append')).toEqual(['/k,1', '/i', 'a=b, c'])
  expect(plan.needs.map(({ path }) => path)).toEqual(['/k,1', '/i'])
})

it('shows a menu, waits before a reboot, and adds tables', () => {
  const inner =
    "<acpi><table type='slic'>/s,1</table></acpi><bootmenu enable='yes' timeout='3000'/><bios rebootTimeout='5'/>"
  const plan = planGuest('', guest('', inner, 'pc'))
  expect(optionsOf(plan, '-boot')).toEqual(['menu=on,splash-time=3000,reboot-timeout=5,strict=on'])
  expect(optionsOf(plan, '-acpitable')).toEqual(['sig=SLIC,file=/s,,1'])
})

it('refuses loaders without a path, variables without a use, and UEFI without ACPI', () => {
  const messages = (more: object) => problemsOf('', more).map(({ message }) => message)
  expect(messages(guest('', "<loader type='pflash'/>"))).toEqual([expect.stringContaining('needs a path')])
  expect(
    messages(guest('', "<loader stateless='yes' readonly='yes' type='pflash'>/x</loader><nvram>/y</nvram>")),
  ).toEqual([expect.stringContaining('stateless')])
  expect(messages(guest("firmware='bios'", '<nvram>/y</nvram>', 'pc'))).toContainEqual(expect.stringContaining("'efi'"))
  const sections = "<os firmware='efi'><type machine='q35'>hvm</type></os>"
  expect(messages({ host, sections })).toEqual([expect.stringContaining('ACPI')])
  expect(messages(guest('', "<bootmenu enable='yes' timeout='65536'/>", 'pc'))).toEqual([
    expect.stringContaining('65535'),
  ])
})

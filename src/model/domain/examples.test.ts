import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { guestXml, pretendFacts, pretendHost } from '../../../test/support/guest.ts'
import { checkDomain, completeDomain, formatDomain, launchPlan, readDomain } from './index.ts'
import { qemuNamespace } from './qemu-namespace/xml.ts'
import { domainElement } from './xml.ts'

interface Guest {
  arch?: string
  type?: string
  /** Elements beside it. */
  beside?: string
  devices?: string
  /** What QEMU must have beyond what the pretended build has. */
  types?: string[]
  properties?: Record<string, string[]>
}

/** Guests for examples that not every machine can have, or that need something beside them. */
const guests: Record<string, Guest> = {
  cpu: { beside: '<vcpu>4</vcpu>' },
  features: { type: 'kvm' },
  genid: { types: ['vmgenid'] },
  keywrap: { arch: 's390x' },
  'launch-security': { type: 'kvm', types: ['sev-guest'] },
  lifecycle: { properties: { PIIX4_PM: ['disable_s3', 'disable_s4'] } },
  memory: { beside: "<cpu><numa><cell id='0' cpus='0' memory='1024' unit='MiB'/></numa></cpu>" },
  os: { devices: "<serial type='pty'/>" },
}

const file = (folder: string) => new URL(`${folder}/example.xml`, import.meta.url)
const folders = readdirSync(new URL('.', import.meta.url)).filter((folder) => existsSync(file(folder)))
const examples = folders.map((folder) => ({ folder, text: readFileSync(file(folder), 'utf8') }))

describe.each(examples)('the example of $folder', ({ folder, text }) => {
  it('says what it shows, is written back as it stands, and is of a guest that can be started', () => {
    const [comment = '', ...lines] = text.trim().split('\n')
    expect(comment).toMatch(/^<!-- .*\. -->$/)
    const { beside = '', devices = '', types = [], properties = {}, ...guest } = guests[folder] ?? {}
    const memory = folder === 'memory' ? '' : undefined
    const source = guestXml(devices, { ...guest, memory, sections: lines.join('\n') + beside })
    const { domain, problems } = readDomain(source.replace('<domain', `<domain xmlns:qemu='${qemuNamespace}'`))
    expect(problems).toEqual([])
    expect(formatDomain(domain)).toContain(lines.map((line) => `  ${line}`).join('\n'))
    const facts = { types: [...pretendFacts().types, ...types], deviceProperties: properties }
    const world = completeDomain(domain, pretendHost({ ...guest, facts }))
    checkDomain(world)
    launchPlan(world, { id: 1 })
    expect(world.report.problems).toEqual([])
  })
})

it('every section with a page of its own is in an example', () => {
  const sections = domainElement.reference.members?.filter(({ name, members }) => members && name !== 'devices') ?? []
  const shown = (name: string) => examples.some(({ text }) => new RegExp(`^<${name}[ >/]`, 'm').test(text))
  expect(sections.map(({ name }) => name).filter((name) => !shown(name))).toEqual([])
})

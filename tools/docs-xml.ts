import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Field, list, type Reference } from '../src/formats/xml/declare.ts'
import { readXml } from '../src/formats/xml/reader.ts'
import { listenElement } from '../src/model/devices/graphics/listens.ts'
import { addressField } from '../src/model/devices/shared/address.ts'
import { chardevSource } from '../src/model/devices/shared/chardev/index.ts'
import { sourceField } from '../src/model/devices/shared/storage/xml.ts'
import { qemuNamespace } from '../src/model/domain/qemu-namespace/xml.ts'
import { domainElement } from '../src/model/domain/xml.ts'

/** The reference of the XML: a page for each section of a domain, for each kind of device, and for what kinds share. */

interface Row {
  path: string
  needed: string
  value: string
  meaning: string
}

interface Table {
  title: string
  rows: Row[]
}

interface Page {
  file: string
  reference: Reference
  doc: string
  example?: string
}

const model = fileURLToPath(new URL('../src/model/', import.meta.url))

/** Pieces that many kinds hold: told once. */
const pieces: Page[] = [
  piece('address', addressField.address, 'Where a device is plugged in. Left out, a free place is found.'),
  piece('character-device', chardevSource, 'What stands behind a port or a channel on the host.'),
  piece('listen', list(listenElement), 'Where clients of a display come in.'),
  piece('storage-source', sourceField, 'Where the data of a disk are.'),
]

function piece(name: string, field: Field<never> | Field<unknown>, doc: string): Page {
  return { file: `shared/${name}.md`, reference: (field as Field<unknown>)('').reference, doc }
}

export function xmlPages(): Record<string, string> {
  const inside = domainElement.reference.members ?? []
  const devices = inside.find(({ name }) => name === 'devices')?.members ?? []
  const isSection = ({ name, members }: Reference) => name !== 'devices' && members !== undefined
  const sections = inside.filter(isSection).map((reference) => pageOf('domain', reference, sectionExample(reference)))
  const kinds = devices
    .filter(({ members }) => members)
    .map((reference) => pageOf('devices', reference, deviceExample(reference)))
  const simple = [
    ...rowsOf(inside.filter(({ members }) => !members)),
    ...rowsOf(
      devices.filter(({ members }) => !members),
      'devices/',
    ),
  ]
  const index = [
    '# Domain XML\n',
    'What Lodge knows of the XML that describes a guest. What stands in a definition and not on these pages is ignored, and `lodge check` names it.\n',
    'In the tables `@` marks an attribute, and a path leads from the element of the page to what is inside it. What is needed is needed where the\nelement around it is there.\n',
    '## In `<domain>` itself\n',
    tableText(simple),
    '## Sections\n',
    listText(sections),
    '## Devices\n',
    'They stand in `<devices>`.\n',
    listText(kinds),
    '## Shared by many\n',
    listText(pieces),
  ]
  return {
    'domain-xml.md': index.join('\n'),
    ...Object.fromEntries([...sections, ...kinds, ...pieces].map((page) => [page.file, pageText(page)])),
  }
}

function pageOf(folder: string, reference: Reference, example: string | undefined): Page {
  const name = reference.name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(':', '-')
  return { file: `${folder}/${name}.md`, reference, doc: `${reference.doc ?? ''}.`, example }
}

function titleOf({ reference: { kind, name }, file }: Page): string {
  return kind === 'element' && !file.startsWith('shared/') ? `\`<${name}>\`` : wordsOf(file)
}

/** `shared/storage-source.md`: Storage source */
function wordsOf(file: string): string {
  const words = file.replace(/^.*\/|\.md$/g, '').replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function listText(pages: Page[]): string {
  return `${pages.map((page) => `- [${titleOf(page)}](${page.file}): ${escaped(page.doc)}`).join('\n')}\n`
}

function pageText(page: Page): string {
  const { reference, doc, example } = page
  const own = pieces.includes(page) ? pieces.filter((each) => each !== page) : pieces
  const tables = tablesOf(reference.kind === 'group' ? [reference] : (reference.members ?? []), own)
  return [
    `# ${titleOf(page)}\n`,
    `${escaped(doc)}\n`,
    ...(example ? [exampleText(example)] : []),
    ...tables.map(({ title, rows }) => `${title && `## ${title}\n\n`}${tableText(rows)}`),
  ].join('\n')
}

/** The comment at its top says what it shows. */
function exampleText(example: string): string {
  const [, comment = '', xml = example] = /^<!--\s*([\s\S]*?)\s*-->\n([\s\S]*)$/.exec(example) ?? []
  return `${escaped(comment)}\n\n\`\`\`xml\n${xml.trim()}\n\`\`\`\n`
}

function deviceExample({ name }: Reference): string | undefined {
  const path = join(model, 'devices', name, 'example.xml')
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

/** A section's folder may hold several elements that belong together, and its example shows them together. */
function sectionExample({ name }: Reference): string | undefined {
  return readdirSync(join(model, 'domain'))
    .map((folder) => join(model, 'domain', folder, 'example.xml'))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, 'utf8'))
    .find((text) => {
      const source = `<domain xmlns:qemu='${qemuNamespace}'>${text}</domain>`
      return readXml(source, { prefixes: { qemu: qemuNamespace } }).children.some((child) => child.name === name)
    })
}

/** What is always there, and behind it a table for each word that brings its own. */
function tablesOf(members: readonly Reference[], known: readonly Page[], prefix = '', title = ''): Table[] {
  const unions: { at: string; union: Reference }[] = []
  const rows = rowsOf(members, prefix, known, unions)
  return [...(rows.length > 0 ? [{ title, rows }] : []), ...unions.flatMap((each) => variantTables(each, known, title))]
}

function variantTables(
  { at, union }: { at: string; union: Reference },
  known: readonly Page[],
  title: string,
): Table[] {
  const variants = union.members ?? []
  const keys = variants.map(({ members = [] }) => split(members).map((each) => JSON.stringify(each)))
  const everywhere = (key: string) => keys.length > 1 && keys.every((own) => own.includes(key))
  const heading = (word: string) => [title, `\`${at}@${word.replace('=', '` is `').replaceAll("'", '')}\``]
  const common = split(variants[0]?.members ?? []).filter((each) => everywhere(JSON.stringify(each)))
  return [
    ...tablesOf(common, known, at, [...heading(union.name).filter(Boolean), 'whatever it is'].join(', ')),
    ...variants.flatMap(({ name, members = [] }) => {
      const own = split(members).filter((each) => !everywhere(JSON.stringify(each)))
      return tablesOf(own, known, at, heading(name).filter(Boolean).join(', '))
    }),
  ]
}

/** Fields that share an element, each in an element of its own. */
function split(members: readonly Reference[]): Reference[] {
  return members.flatMap((member) =>
    member.kind === 'element' && member.members && member.doc === undefined
      ? member.members.map((inner) => ({ ...member, members: [inner] }))
      : [member],
  )
}

function rowsOf(
  members: readonly Reference[],
  prefix = '',
  known: readonly Page[] = pieces,
  unions: { at: string; union: Reference }[] = [],
): Row[] {
  return together(members).flatMap((member) => {
    const { kind, name, members: inner = [] } = member
    const told = known.find(({ reference }) => same(reference, member))
    if (told) {
      const path = `${prefix}${kind === 'group' ? `@${name}` : name}`
      return [{ ...row(member, path), value: `[${wordsOf(told.file).toLowerCase()}](../${told.file})` }]
    }
    if (kind === 'group' && name === '') return rowsOf(inner, prefix, known, unions)
    if (kind === 'group') {
      unions.push({ at: prefix, union: member })
      const words = inner.map((variant) => variant.name.replace(`${name}=`, ''))
      return [row({ ...member, expects: `one of ${words.join(', ')}` }, `${prefix}@${name}`)]
    }
    if (kind === 'attribute') return [row(member, `${prefix}@${name}`)]
    if (kind === 'text') return [row(member, prefix === '' ? 'text' : prefix.replace(/\/$/, ''))]
    const text = inner.find((each) => each.kind === 'text')
    const own = text ? { ...text, ...member, doc: [member.doc, text.doc].filter(Boolean).join('; ') } : member
    // an element that only holds others and says nothing itself is seen from what it holds
    const silent =
      inner.length > 0 && !own.expects && !own.doc && (own.optional || own.doc === undefined) && !own.repeated
    return [
      ...(silent ? [] : [row(own, `${prefix}${name}`)]),
      ...rowsOf(
        inner.filter((each) => each !== text),
        `${prefix}${name}/`,
        known,
        unions,
      ),
    ]
  })
}

function row({ doc, optional, repeated, secret, expects = '', ignored }: Reference, path: string): Row {
  const notes = [doc, secret && 'shown only where secrets are asked for', ignored && 'not read'].filter(Boolean)
  return { path, needed: repeated ? 'any number' : optional ? '' : 'yes', value: expects, meaning: notes.join('; ') }
}

/** Whether a field is that piece, needed or not. */
function same(a: Reference, b: Reference): boolean {
  const text = ({ kind, name, members }: Reference) => JSON.stringify([kind, name, members])
  return text(a) === text(b)
}

/** Fields that share an element are told each with it; on the page it stands once. */
function together(members: readonly Reference[]): Reference[] {
  const merged: Reference[] = []
  for (const member of members) {
    const last = merged.at(-1)
    const again = last?.kind === 'element' && member.kind === 'element' && last.name === member.name
    if (last?.members && member.members && again) {
      const optional = last.optional && member.optional
      merged[merged.length - 1] = { ...last, optional, members: [...last.members, ...member.members] }
    } else merged.push(member)
  }
  return merged
}

function tableText(rows: Row[]): string {
  const lines = rows.map(
    ({ path, needed, value, meaning }) => `| \`${path}\` | ${needed} | ${cell(value)} | ${cell(meaning)} |`,
  )
  return `| name | needed | value | meaning |\n|---|---|---|---|\n${lines.join('\n')}\n`
}

function cell(text: string): string {
  return escaped(text).replaceAll('|', '\\|')
}

/** What would be taken for HTML, except in code. */
function escaped(text: string): string {
  return text.replace(/`[^`]*`|</g, (found) => (found === '<' ? '\\<' : found))
}

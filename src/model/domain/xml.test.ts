import { expect, it } from 'vitest'
import type { Reference } from '../../formats/xml/declare.ts'
import { readXml } from '../../formats/xml/reader.ts'
import { Reading } from '../../formats/xml/reading.ts'
import { writeXml } from '../../formats/xml/writer.ts'
import { qemuNamespace } from './qemu-namespace/xml.ts'
import { domainElement } from './xml.ts'

/** Every field that is declared is read without complaint and written as it was read, tried one by one. */

/** The way to a field: elements from the root, with the words that choose the variant that it is in. */
interface Step {
  element: string
  attributes: Record<string, string>
}

interface Declared {
  steps: Step[]
  field: Reference
}

const deepest = 12

function declaredIn(reference: Reference, steps: Step[]): Declared[] {
  if (steps.length > deepest) return []
  return (reference.members ?? []).flatMap((member): Declared[] => {
    if (member.kind === 'group') return declaredIn(member, chosen(steps, member.name))
    if (member.kind !== 'element') return [{ steps, field: member }]
    const inside = [...steps, { element: member.name, attributes: {} }]
    return [{ steps, field: member }, ...declaredIn(member, inside)]
  })
}

/** A variant's own name is the word that chooses it: `type='file'`. */
function chosen(steps: Step[], name: string): Step[] {
  const choice = /^([^=]+)='(.*)'$/.exec(name)
  const last = steps.at(-1)
  if (!choice?.[1] || !last) return steps
  return [...steps.slice(0, -1), { ...last, attributes: { ...last.attributes, [choice[1]]: choice[2] ?? '' } }]
}

const samples = [
  ...['1', '2', '16', '0x1', '0x01', '0x0001', '0x00000001', 'text', 'yes', 'on', '0-3', '/dev/null', '0644'],
  ...[
    '52:54:00:00:00:01',
    'c7a5fdbd-edaf-9455-926a-d65c16db1809',
    '10.0.0.1',
    '1.2',
    '1.02',
    'a=b',
    "<note xmlns='urn:note'/>",
  ],
]

/** Documents that hold the field, each with another value. */
function* documents({ steps, field }: Declared): Generator<{ source: string; value: string }> {
  for (const value of field.words ?? (field.expects ? samples : [''])) {
    const text =
      field.kind === 'element' ? `<${field.name}>${value}</${field.name}>` : field.kind === 'text' ? value : ''
    const source = steps.reduceRight((inner, { element, attributes }, depth) => {
      const own = {
        ...attributes,
        ...(depth === steps.length - 1 && field.kind === 'attribute' ? { [field.name]: value } : {}),
      }
      const words = Object.entries(own).map(([name, each]) => ` ${name}='${each}'`)
      const namespace = depth === 0 ? ` xmlns:qemu='${qemuNamespace}'` : ''
      return `<${element}${namespace}${words.join('')}>${inner}</${element}>`
    }, text)
    yield { source, value }
  }
}

function comesBack(declared: Declared): boolean {
  const { steps, field } = declared
  for (const { source, value } of documents(declared)) {
    const reading = new Reading(source)
    const domain = domainElement.read(readXml(source, { prefixes: { qemu: qemuNamespace } }), reading)
    const path = `/${[...steps.map(({ element }) => element).slice(1), field.kind === 'attribute' ? `@${field.name}` : field.name].join('/')}`
    if (reading.problems.some((problem) => problem.level === 'warning' || problem.path === path)) continue
    const output = domainElement.write(domain, { secrets: true })
    output.attribute('xmlns:qemu', qemuNamespace)
    if (holds(readXml(writeXml(output)), declared, value)) return true
  }
  return false
}

/** Whether the written document has the field in its place. */
function holds(root: ReturnType<typeof readXml>, { steps, field }: Declared, value: string): boolean {
  let places = [root]
  for (const { element } of steps.slice(1)) {
    places = places.flatMap((place) => place.children.filter((child) => child.name === element))
  }
  return places.some((place) => {
    if (field.kind === 'attribute') return place.attributes.get(field.name)?.value === value
    if (field.kind === 'text') return place.text.trim() !== ''
    return place.children.some((child) => child.name === field.name)
  })
}

it('every declared field of a domain', () => {
  const all = declaredIn(domainElement.reference, [{ element: 'domain', attributes: {} }])
  const lost = all
    .filter(({ field }) => !field.ignored && (field.kind !== 'element' || field.expects !== undefined))
    .filter((declared) => !comesBack(declared))
    .map(({ steps, field }) =>
      [...steps.map(({ element }) => element), field.kind === 'attribute' ? `@${field.name}` : field.name].join('/'),
    )
  expect([...new Set(lost)]).toEqual([])
  expect(all.length).toBeGreaterThan(1000)
})

import { LodgeError } from '../../../base/errors.ts'
import { escapeUri, type FragmentElement, readFragment, writeFragment } from '../../../formats/xml/fragment.ts'

/** A note that a tool keeps under a namespace of its own. */
export interface Note {
  uri: string
  /** The prefix that it gets. */
  key: string
  /** One element, written without the namespace. */
  xml: string
}

/** The note of a namespace, without the namespace; undefined where there is none. */
export function noteOf(metadata: string | undefined, uri: string): string | undefined {
  const found = metadata && read(metadata).notes.find((note) => note.uri === uri)
  return found ? writeFragment(withoutNamespace(found.element, uri, found.declared)) : undefined
}

/** All notes, of which the one of that namespace is another now, or gone. */
export function withNote(metadata: string | undefined, uri: string, note: Note | undefined): string | undefined {
  const { top, notes } = metadata ? read(metadata) : { top: undefined, notes: [] }
  const element = top ?? { name: 'metadata', attributes: [], nodes: [] }
  const old = notes.filter((each) => each.uri === uri).map((each) => each.element)
  element.nodes = element.nodes.filter((node) => typeof node === 'string' || !old.includes(node))
  if (note) element.nodes.push(withNamespace(note))
  return element.nodes.some((node) => typeof node !== 'string') ? writeFragment(element, '  ') : undefined
}

interface Found {
  uri: string
  element: FragmentElement
  /** What prefixes stand for outside of it. */
  declared: Map<string, string>
}

function read(metadata: string): { top: FragmentElement; notes: Found[] } {
  const top = readFragment(metadata)
  const outside = declarationsOf(top, new Map())
  const notes = top.nodes.flatMap((node) => {
    if (typeof node === 'string') return []
    const uri = declarationsOf(node, outside).get(prefixOf(node.name)) ?? ''
    return [{ uri, element: node, declared: outside }]
  })
  return { top, notes }
}

function withNamespace({ uri, key, xml }: Note): FragmentElement {
  if (!/^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(key)) {
    throw new LodgeError('INVALID_ARG', `'${key.slice(0, 40)}' can not be the prefix of a namespace`)
  }
  const root = readFragment(xml)
  const visit = (element: FragmentElement, inherited: Map<string, string>): void => {
    const declared = declarationsOf(element, inherited)
    if (prefixOf(element.name) === '' && !declared.has('')) element.name = `${key}:${element.name}`
    for (const node of element.nodes) if (typeof node !== 'string') visit(node, declared)
  }
  visit(root, new Map())
  root.attributes.unshift([`xmlns:${key}`, escapeUri(uri)])
  return root
}

function withoutNamespace(element: FragmentElement, uri: string, inherited: Map<string, string>): FragmentElement {
  const declared = declarationsOf(element, inherited)
  const prefix = prefixOf(element.name)
  const own = prefix !== '' && declared.get(prefix) === uri
  return {
    name: own ? element.name.slice(prefix.length + 1) : element.name,
    attributes: element.attributes.filter(([name, value]) => !(/^xmlns(?::|$)/.test(name) && plain(value) === uri)),
    nodes: element.nodes.map((node) => (typeof node === 'string' ? node : withoutNamespace(node, uri, declared))),
  }
}

function prefixOf(name: string): string {
  return name.includes(':') ? name.slice(0, name.indexOf(':')) : ''
}

function declarationsOf(element: FragmentElement, outside: Map<string, string>): Map<string, string> {
  const declared = new Map(outside)
  for (const [name, value] of element.attributes) {
    if (name === 'xmlns') declared.set('', plain(value))
    else if (name.startsWith('xmlns:')) declared.set(name.slice(6), plain(value))
  }
  return declared
}

function plain(value: string): string {
  const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }
  return value.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] ?? '')
}

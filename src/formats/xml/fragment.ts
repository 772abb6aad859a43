import { readXml } from './reader.ts'

/** An element with everything in it in its order, as `XmlElement` has not: for what is written back as it came. */
export interface FragmentElement {
  name: string
  /** Values as they stand in the source, escaped. */
  attributes: [name: string, value: string][]
  nodes: (FragmentElement | string)[]
}

const piece =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<\/?[^<>"']*(?:(?:"[^"]*"|'[^']*')[^<>"']*)*>|[^<]+/g
const attribute = /([^\s=/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

/** One element, whose prefixes may be declared outside of it. */
export function readFragment(source: string, prefixes: Record<string, string> = {}): FragmentElement {
  const declarations = Object.entries(prefixes).map(([prefix, uri]) => ` xmlns:${prefix}="${escapeUri(uri)}"`)
  // It is well formed and within the limits from here on.
  readXml(`<fragment${declarations.join('')}>${source.replace(/^\s*<\?xml[^>]*\?>/, '')}</fragment>`)
  const top: FragmentElement = { name: '', attributes: [], nodes: [] }
  const open = [top]
  for (const [text] of source.matchAll(piece)) {
    const inside = open.at(-1) ?? top
    if (text.startsWith('</')) open.pop()
    else if (/^<[^!?]/.test(text)) {
      const element = elementOf(text)
      inside.nodes.push(element)
      if (!text.endsWith('/>')) open.push(element)
    } else inside.nodes.push(text)
  }
  const element = top.nodes.find((node) => typeof node !== 'string')
  return element ?? { name: '', attributes: [], nodes: [] }
}

function elementOf(tag: string): FragmentElement {
  const name = /^<([^\s/>]+)/.exec(tag)?.[1] ?? ''
  const attributes = [...tag.slice(name.length + 1).matchAll(attribute)].map(
    ([, key = '', double, single = '']): [string, string] => [key, double ?? single.replaceAll('"', '&quot;')],
  )
  return { name, attributes, nodes: [] }
}

/** With double quotes, and with its elements on lines of their own where there is no text between them, as libxml2 does. */
export function writeFragment(element: FragmentElement, indent = ''): string {
  const attributes = element.attributes.map(([name, value]) => ` ${name}="${value}"`).join('')
  const start = `<${element.name}${attributes}`
  const text = element.nodes.some((node) => typeof node === 'string' && !/^(?:\s*|<!--[\s\S]*)$/.test(node))
  const nodes = text ? element.nodes : element.nodes.filter((node) => typeof node !== 'string' || node.trim() !== '')
  if (nodes.length === 0) return `${start}/>`
  const inner = `${indent}  `
  const written = nodes.map((node) => (typeof node === 'string' ? node : writeFragment(node, inner)))
  if (text) return `${start}>${written.join('')}</${element.name}>`
  return `${start}>\n${written.map((line) => `${inner}${line}\n`).join('')}${indent}</${element.name}>`
}

export function escapeUri(uri: string): string {
  return uri.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

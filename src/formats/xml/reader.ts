import { SaxesParser } from 'saxes'
import { LodgeError, type Position } from '../../base/errors.ts'
import type { XmlElement } from './tree.ts'

/** Bounds on what is read; libvirt's own documents stay far below them. */
export const xmlLimits = { characters: 4 << 20, depth: 256, elements: 200_000, attributes: 256 } as const

export interface ReadOptions {
  /** The document's name in errors. */
  file?: string
  /** Names that prefixes of known namespaces get in the tree, whatever the document calls them: prefix to URI. */
  prefixes?: Record<string, string>
}

/**
 * Reads a document into a tree. Stops at the first fault with its line and column; a document type, and with it every
 * entity beyond XML's own five, is refused.
 */
export function readXml(source: string, options: ReadOptions = {}): XmlElement {
  const { file, prefixes = {} } = options
  const known = new Map(Object.entries(prefixes).map(([prefix, uri]) => [uri, prefix]))
  const fail = (message: string, position?: Position): never => {
    throw new LodgeError('XML_DETAIL', message, { where: file, position })
  }
  if (source.length > xmlLimits.characters) {
    fail(`the document has ${source.length} characters, more than the ${xmlLimits.characters} that are read`)
  }
  // saxes reads \r\n as one character of its own count, so positions are taken from its line and column
  const parser = new SaxesParser({ xmlns: true, position: true })
  const here = (): Position => ({ line: parser.line, column: parser.columnIndex + 1 })
  const open: XmlElement[] = []
  let root: XmlElement | undefined
  let closed: XmlElement | undefined
  let elements = 0
  let starts: Position = { line: 1, column: 1 }
  let startOffset = 0
  let attributes: XmlElement['attributes'] = new Map()

  parser.on('error', (error) => {
    const message = plainMessage(error.message)
    // saxes has closed the element that should have been closed before it complains
    const meant = message === 'unexpected close tag' && closed
    fail(meant ? `${message}: '${clip(meant.name)}' of line ${meant.position.line} is still open` : message, here())
  })
  parser.on('doctype', () => {
    fail('a document type (<!DOCTYPE …>) is not accepted: domain XML has none', here())
  })
  parser.on('opentagstart', (tag) => {
    startOffset = parser.position - tag.name.length - 2
    starts = { line: parser.line, column: Math.max(1, parser.columnIndex - tag.name.length - 1) }
    attributes = new Map()
    if (open.length >= xmlLimits.depth) fail(`elements are nested more than ${xmlLimits.depth} deep`, starts)
    if (++elements > xmlLimits.elements) fail(`the document has more than ${xmlLimits.elements} elements`, starts)
  })
  parser.on('attribute', ({ name, value }) => {
    if (attributes.size >= xmlLimits.attributes) {
      fail(`an element has more than ${xmlLimits.attributes} attributes`, starts)
    }
    attributes.set(name, { name, value, position: attributePosition(source, parser.position, name, here()) })
  })
  parser.on('opentag', (tag) => {
    const element: XmlElement = {
      name: known.has(tag.uri) ? `${known.get(tag.uri)}:${tag.local}` : tag.name,
      namespace: tag.uri,
      attributes,
      children: [],
      text: '',
      position: starts,
      range: [startOffset, startOffset],
    }
    open.at(-1)?.children.push(element)
    root ??= element
    open.push(element)
  })
  const text = (chunk: string): void => {
    const element = open.at(-1)
    if (element) element.text += chunk
  }
  parser.on('text', text)
  parser.on('cdata', text)
  parser.on('closetag', () => {
    const element = open.pop()
    closed = element
    if (element) element.range[1] = parser.position
  })
  parser.write(source).close()
  return root ?? fail('the document is empty: expected an element', { line: 1, column: 1 })
}

function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

/** saxes puts its own line and column before the message and a full stop after it. */
function plainMessage(message: string): string {
  return message.replace(/^(?:[^:]*:)?\d+:\d+: /, '').replace(/\.$/, '')
}

/** The name of the attribute whose value has just ended at `offset`. */
function attributePosition(source: string, offset: number, name: string, end: Position): Position {
  const quote = source[offset - 1] ?? '"'
  const start = source.lastIndexOf(name, source.lastIndexOf(quote, offset - 2))
  const between = source.slice(start, offset)
  const lines = between.split('\n').length - 1
  if (lines === 0) return { line: end.line, column: Math.max(1, end.column - between.length) }
  return { line: end.line - lines, column: start - source.lastIndexOf('\n', start) }
}

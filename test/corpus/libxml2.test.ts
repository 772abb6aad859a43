import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { XmlElement as LibxmlElement, XmlDocument, type XmlNode, XmlParseError, XmlText } from 'libxml2-wasm'
import { describe, expect, test } from 'vitest'
import { readXml } from '../../src/formats/xml/reader.ts'
import type { XmlElement } from '../../src/formats/xml/tree.ts'
import { root } from '../rules/sources.ts'

const corpus = process.env.LODGE_CORPUS
const folders = [join(root, 'examples'), ...(corpus ? [join(corpus, 'xml')] : [])]

interface Plain {
  name: string
  attributes: Record<string, string>
  text: string
  children: Plain[]
}

const ours = ({ name, attributes, text, children }: XmlElement): Plain => ({
  name: name.replace(/^.*:/, ''),
  attributes: Object.fromEntries(
    [...attributes.values()]
      .filter(({ name }) => !name.startsWith('xmlns'))
      .map(({ name, value }) => [name.replace(/^.*:/, ''), value]),
  ),
  text: text.trim(),
  children: children.map(ours),
})

function theirs(element: LibxmlElement): Plain {
  const nodes: XmlNode[] = []
  for (let node = element.firstChild; node; node = node.next) nodes.push(node)
  return {
    name: element.name,
    attributes: Object.fromEntries(element.attrs.map(({ name, value }) => [name, value])),
    text: nodes
      .flatMap((node) => (node instanceof XmlText ? [node.content] : []))
      .join('')
      .trim(),
    children: nodes.filter((node) => node instanceof LibxmlElement).map(theirs),
  }
}

/** Undefined for what is not well-formed. */
function parsed(text: string): Plain | undefined {
  try {
    using document = XmlDocument.fromString(text)
    return theirs(document.root)
  } catch (error) {
    if (error instanceof XmlParseError) return undefined
    throw error
  }
}

describe.each(folders)('%s', (folder) => {
  test("our reader sees what libxml2 sees, which is libvirt's", () => {
    for (const file of globSync('**/*.xml', { cwd: folder })) {
      const text = readFileSync(join(folder, file), 'utf8')
      const expected = parsed(text)
      if (expected) expect(ours(readXml(text)), file).toEqual(expected)
      else expect(() => readXml(text), file).toThrow()
    }
  })
})

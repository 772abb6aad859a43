import { describe, expect, it } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import { LodgeError } from '../../base/errors.ts'
import { readXml, xmlLimits } from './reader.ts'

function refusal(source: string): LodgeError {
  try {
    readXml(source)
  } catch (thrown) {
    if (thrown instanceof LodgeError) return thrown
    throw thrown
  }
  throw new Error('it was read')
}

describe('reading a document', () => {
  it('gives elements, attributes and text with line and column', () => {
    const root = readXml('<a>\n  <b one="1"\n     two = \'2\'>text<![CDATA[ & more]]></b>\n</a>')
    const b = root.children[0]
    expect(b?.position).toEqual({ line: 2, column: 3 })
    expect(b?.attributes.get('one')).toEqual({ name: 'one', value: '1', position: { line: 2, column: 6 } })
    expect(b?.attributes.get('two')?.position).toEqual({ line: 3, column: 6 })
    expect(b?.text).toBe('text & more')
  })

  it('finds the place of an attribute whose value holds its own name and quotes of the other kind', () => {
    const root = readXml(`<a name="it's name='name'" b='1'/>`)
    expect(root.attributes.get('name')?.position.column).toBe(4)
    expect(root.attributes.get('b')?.position.column).toBe(28)
  })

  it('knows a namespace by its URI, whatever its prefix is', () => {
    const root = readXml("<d xmlns:q='urn:x'><q:arg/></d>", { prefixes: { qemu: 'urn:x' } })
    expect(root.children[0]?.name).toBe('qemu:arg')
  })

  it.each([
    ['an end tag that does not match', '<a>\n <b></a>', 2],
    ['an attribute given twice', "<a>\n<b x='1' x='2'/></a>", 2],
    ['an entity that XML does not have', '<a>\n\n&nbsp;</a>', 3],
    ['a control character', '<a>\u0001</a>', 1],
    ['NUL', '<a>\u0000</a>', 1],
    ['a second root', '<a/>\n<b/>', 2],
    ['a prefix that stands for nothing', '<qemu:a/>', 1],
    ['text behind the root', '<a/>\nx', 2],
    ['nothing', '', 1],
    ['the start of a tag', '<dom', 1],
  ])('refuses %s, with its line', (_, source, line) => {
    const error = refusal(source)
    expect(error.code).toBe('XML_DETAIL')
    expect(error.position?.line).toBe(line)
  })

  it('names the file', () => {
    expect(() => readXml('<a', { file: 'web.xml' })).toThrow(expect.objectContaining({ where: 'web.xml' }))
  })
})

describe('a hostile document', () => {
  it('has no document type, so no entities of its own: neither a bomb nor a file', () => {
    const bomb = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><d>&b;</d>'
    const file = '<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd">]><d>&f;</d>'
    for (const source of [bomb, file]) expect(refusal(source).message).toContain('<!DOCTYPE')
  })

  it('nested 100,000 deep is refused at the limit', async () => {
    const time = await processorTime(() => {
      expect(refusal('<a>'.repeat(100_000)).message).toContain(`more than ${xmlLimits.depth} deep`)
    })
    expect(time).toBeLessThan(1000)
  })

  it('of a hundred million characters is refused unread', async () => {
    const document = ' '.repeat(100_000_000)
    const time = await processorTime(() => {
      expect(refusal(document).message).toContain(`more than the ${xmlLimits.characters}`)
    })
    expect(time).toBeLessThan(1000)
  })

  it('with too many elements or attributes is refused', () => {
    expect(refusal(`<a>${'<b/>'.repeat(xmlLimits.elements + 1)}</a>`).message).toContain('elements')
    const attributes = Array.from({ length: xmlLimits.attributes + 1 }, (_, i) => `a${i}='1'`).join(' ')
    expect(refusal(`<a ${attributes}/>`).message).toContain('attributes')
  })

  it('cannot reach the prototype of anything', () => {
    const root = readXml("<a __proto__='x' constructor='y'><__proto__/></a>")
    expect(root.attributes.get('__proto__')?.value).toBe('x')
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })
})

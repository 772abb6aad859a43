import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  always,
  attr,
  child,
  content,
  type Element,
  element,
  flag,
  group,
  list,
  opaque,
  optional,
  recursive,
  text,
  union,
  within,
} from './declare.ts'
import { readXml } from './reader.ts'
import { copyOf, originOf, Reading } from './reading.ts'
import { hex, oneOf, onOff, string, uint, yesNo } from './scalars.ts'
import { sizedContent } from './sized.ts'
import { writeXml } from './writer.ts'

function read<T>(declaration: Element<T>, source: string) {
  const reading = new Reading(source)
  const value = declaration.read(readXml(source), reading)
  return { value, problems: reading.problems }
}

const write = <T>(declaration: Element<T>, value: T, secrets = false) => writeXml(declaration.write(value, { secrets }))

const guest = element('guest', {
  name: text(string),
  kind: optional(attr(oneOf('small', 'large'))),
  slot: optional(attr(hex(2, 0x1f))),
  readonly: flag(),
  memory: optional(child(element('memory', { kib: sizedContent('KiB') }))),
  disk: list(element('disk', { dev: attr(string) })),
  source: union('type', {
    file: within('source', { file: optional(attr(string)), parts: list(element('part', { n: attr(uint) })) }),
    tcp: {
      ...within('source', { host: optional(attr(string)) }),
      protocol: optional(child(element('protocol', { type: attr(string) }))),
    },
  }),
  password: optional(attr(string, '', { secret: true })),
  metadata: opaque(),
})

const whole = `<guest kind='small' slot='0x03' type='tcp'>
  <name>web &amp; &lt;more&gt;</name>
  <readonly/>
  <memory unit='KiB'>2048</memory>
  <disk dev='a'/>
  <disk dev='b&apos;&quot;'/>
  <source host='h'/>
  <protocol type='raw'/>
  <metadata>
    <x:note xmlns:x='urn:x'>kept <!-- as it is --></x:note>
  </metadata>
</guest>
`

describe('a declared element', () => {
  it('reads and writes the same text', () => {
    const { value, problems } = read(guest, whole)
    expect(problems).toEqual([])
    expect(value).toMatchObject({
      name: 'web & <more>',
      kind: 'small',
      slot: 3,
      readonly: true,
      memory: { kib: 2048 },
      disk: [{ dev: 'a' }, { dev: `b'"` }],
      source: { type: 'tcp', host: 'h', protocol: { type: 'raw' } },
    })
    expect(write(guest, value)).toBe(whole)
  })

  it('writes attributes so that they come back, whatever is in them', () => {
    const one = element('one', { value: attr(string), inside: optional(text(string)) })
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab <>&\'"\n\t\r,=é😀') }), (value) => {
        const written = write(one, { value, inside: `x${value}x` })
        expect(read(one, written).value).toEqual({ value, inside: `x${value}x`.replace(/\r\n?/g, (end) => end) })
      }),
    )
  })

  it('says what is missing', () => {
    const { problems } = read(guest, "<guest type='file'/>")
    expect(problems).toMatchObject([{ level: 'error', path: '/', message: "element 'guest' needs element 'name'" }])
    expect(read(guest, '<guest><name>a</name></guest>').problems[0]?.message).toContain("attribute 'type'")
  })

  it('says which words are allowed, and which was probably meant', () => {
    const { problems } = read(guest, "<guest kind='smal' type='file'><name>a</name></guest>")
    expect(problems).toMatchObject([
      { level: 'error', path: '/@kind', nearest: 'small', position: { line: 1, column: 8 } },
    ])
    expect(problems[0]?.message).toContain("expected one of 'small', 'large'")
  })

  it('refuses numbers out of range, of another form, or beyond what can be counted', () => {
    for (const slot of ['0x20', '-1', '1e1', '', '0x', '99999999999999999999', '1.5']) {
      expect(read(guest, `<guest slot='${slot}' type='file'><name>a</name></guest>`).problems).toHaveLength(1)
    }
  })

  it('warns of what it does not know, also inside an element that is no object of its own', () => {
    const source =
      "<guest type='file' colour='red'><name>a</name><dsk/><source file='x' fil='y'><prt/></source></guest>"
    expect(read(guest, source).problems.map(({ level, path, nearest }) => [level, path, nearest])).toEqual([
      ['warning', '/@colour', undefined],
      ['warning', '/dsk', 'disk'],
      ['warning', '/source/@fil', 'file'],
      ['warning', '/source/prt', 'part'],
    ])
  })

  it('gives lists and switches in an element that is missing their empty values', () => {
    expect(read(guest, "<guest type='file'><name>a</name></guest>").value.source).toEqual({ type: 'file', parts: [] })
  })

  it('writes secrets only when asked for', () => {
    const value = read(guest, "<guest type='file' password='x'><name>a</name></guest>").value
    expect(write(guest, value)).not.toContain('password')
    expect(write(guest, value, true)).toContain("password='x'")
  })

  it('leaves out an element with nothing in it, unless it says something by being there', () => {
    const parent = element('p', {
      a: optional(child(element('a', { x: optional(attr(onOff)) }))),
      b: optional(child(element('b', { x: optional(attr(yesNo)) }), { keepEmpty: true })),
    })
    expect(write(parent, { a: {}, b: {} })).toBe('<p>\n  <b/>\n</p>\n')
  })

  it('can hold its own kind', () => {
    interface Layer {
      name?: string
      below?: Layer
    }
    const layer: Element<Layer> = element('layer', {
      name: optional(attr(string)),
      below: optional(recursive('layer', (): Element<Layer> => layer)),
    })
    const source = "<layer name='top'>\n  <layer name='base'/>\n</layer>\n"
    const { value, problems } = read(layer, source)
    expect(problems).toEqual([])
    expect(value).toEqual({ name: 'top', below: { name: 'base' } })
    expect(write(layer, value)).toBe(source)
  })

  it('reads a group without a name in the XML, and an element that is always there', () => {
    const inner = element('devices', { disk: list(element('disk', {})) })
    const outer = element('o', {
      size: optional(group({ w: optional(attr(uint)), h: optional(attr(uint)) })),
      devices: always(inner),
    })
    expect(read(outer, "<o w='1'/>").value).toEqual({ size: { w: 1 }, devices: { disk: [] } })
    expect(read(outer, '<o/>').value).toEqual({ devices: { disk: [] } })
  })

  it('takes declarations of prefixes along when it keeps an element as it was', () => {
    const source = "<guest xmlns:x='urn:x' type='file'><name>a</name><metadata><x:note/></metadata></guest>"
    const written = write(guest, read(guest, source).value)
    expect(readXml(written).children.at(-1)?.children[0]?.namespace).toBe('urn:x')
  })

  it('remembers where a value came from, through copies', () => {
    const value = read(guest, whole).value
    expect(originOf(copyOf(value).disk[1] ?? {})?.position.line).toBe(6)
  })
})

describe('sizes', () => {
  const memory = element('memory', { kib: sizedContent('KiB') })
  const kib = (source: string) => read(memory, source).value.kib

  it.each([
    ["<memory unit='b'>1025</memory>", 2],
    ["<memory unit='KB'>1000</memory>", 977],
    ["<memory unit='k'>7</memory>", 7],
    ["<memory unit='MiB'>1</memory>", 1024],
    ["<memory unit='GB'>1</memory>", 976_563],
    ['<memory>512</memory>', 512],
  ])('%s is %d KiB', (source, expected) => expect(kib(source)).toBe(expected))

  it.each([
    '<memory>1e309</memory>',
    "<memory unit='EiB'>1024</memory>",
    '<memory>-1</memory>',
    '<memory>1180591620717411303424</memory>',
    "<memory unit='pounds'>1</memory>",
  ])('refuses %s', (source) => expect(read(memory, source).problems[0]?.level).toBe('error'))
})

it('content that is empty counts as missing', () => {
  expect(read(element('a', { value: optional(content(uint)) }), '<a> </a>')).toEqual({ value: {}, problems: [] })
})

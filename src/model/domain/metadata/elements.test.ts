import { describe, expect, test } from 'vitest'
import { noteOf, withNote } from './elements.ts'

const uri = 'http://x/y?a&b'
const note = (xml: string) => withNote(undefined, uri, { uri, key: 'k', xml })

describe('notes', () => {
  test('come back as they were given, laid out as libvirt does', () => {
    const metadata = note("<a v='1'><b/></a>")
    expect(metadata).toBe(
      '<metadata>\n    <k:a xmlns:k="http://x/y?a&amp;b" v="1">\n      <k:b/>\n    </k:a>\n  </metadata>',
    )
    expect(noteOf(metadata, uri)).toBe('<a v="1">\n  <b/>\n</a>')
  })

  test('text, comments and CDATA stay where they are', () => {
    const xml = '<a>one <b>two</b><!-- <c> --> three<![CDATA[<d>]]></a>'
    expect(noteOf(note(xml), uri)).toBe(xml)
  })

  test("others' notes are left alone", () => {
    const others = '<metadata>\n  <o:x xmlns:o="urn:o"><o:y/></o:x>\n</metadata>'
    const both = withNote(others, uri, { uri, key: 'k', xml: '<a/>' })
    expect(noteOf(both, 'urn:o')).toBe('<x>\n  <y/>\n</x>')
    expect(noteOf(both, uri)).toBe('<a/>')
    expect(noteOf(withNote(both, uri, undefined), 'urn:o')).toBe('<x>\n  <y/>\n</x>')
    expect(noteOf(withNote(both, 'urn:o', undefined), 'urn:o')).toBeUndefined()
  })

  test('none is left without a word', () => {
    expect(withNote(note('<a/>'), uri, undefined)).toBeUndefined()
    expect(noteOf(undefined, uri)).toBeUndefined()
  })

  test('a default namespace names a note too', () => {
    expect(noteOf('<metadata><x xmlns="urn:o"><y/></x></metadata>', 'urn:o')).toBe('<x>\n  <y/>\n</x>')
  })

  test.each([['<a'], ['<a/><b'], ['<a>&nope;</a>'], ['<!DOCTYPE a><a/>'], ['</fragment><fragment>']])(
    '%s is refused',
    (xml) => {
      expect(() => note(xml)).toThrow()
    },
  )

  test('a prefix is a name', () => {
    expect(() => withNote(undefined, uri, { uri, key: 'a b', xml: '<a/>' })).toThrow(/prefix/)
  })
})

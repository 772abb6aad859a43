import { expect, test } from 'vitest'
import { readBackingName } from './backing-name.ts'

const read = (name: string) => readBackingName(name, '/img/top.qcow2')
const json = (value: object) => read(`json:${JSON.stringify(value)}`)

test('paths, as they stand or beside the image above', () => {
  expect(read('/a/b')).toEqual({ path: '/a/b' })
  expect(read('../a:b/c')).toEqual({ path: '/img/../a:b/c' })
  expect(read('./a:b')).toEqual({ path: '/img/./a:b' })
  expect(read('file:/a')).toEqual({ path: '/a' })
  expect(read('file:///a')).toEqual({ path: '/a' })
})

test('addresses of servers', () => {
  const server = (protocol: string, name: string, host: object) => ({ source: { protocol, name, host: [host] } })
  expect(read('nbd://box:1/disk')).toMatchObject(server('nbd', 'disk', { name: 'box', port: '1' }))
  expect(read('https://[::1]/a/b?c=d')).toMatchObject({
    source: { ...server('https', 'a/b', { name: '::1' }).source, query: 'c=d' },
  })
  expect(read('ssh://box/a')).toMatchObject(server('ssh', '/a', { name: 'box' }))
})

test("QEMU's own words, as far as XML has them too", () => {
  expect(json({ driver: 'file', filename: '/a' })).toEqual({ path: '/a' })
  expect(json({ driver: 'qcow2', file: { driver: 'file', filename: '/a' } })).toEqual({ path: '/a', format: 'qcow2' })
  expect(json({ driver: 'raw', 'file.driver': 'host_device', 'file.filename': '/dev/a' })).toEqual({
    path: '/dev/a',
    format: 'raw',
  })
})

test.each([
  'weird:thing',
  'nbd:box:1',
  'nbd://user@box/disk',
  'nbd://box/disk?socket=/x',
  'file:a',
  'json:',
  'json:[]',
  'json:{"driver":"file","filename":"a"}',
  'json:{"driver":"file","filename":"/a","offset":1}',
  'json:{"driver":"qcow2","file":{"driver":"file","filename":"/a"},"data-file":"x"}',
  'json:{"driver":"qcow2","file":"node"}',
  'json:{"driver":"blkdebug","image":{"driver":"file","filename":"/a"}}',
  'json:{"__proto__":{"driver":"file"},"filename":"/a"}',
])('%s is refused', (name) => {
  expect(read(name)).toMatchObject({ refused: expect.any(String) })
})

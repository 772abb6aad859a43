import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Paths } from './paths.ts'

describe('where things go', () => {
  test("root's folders", () => {
    const paths = new Paths({ privileged: true })
    expect([paths.config, paths.state, paths.run]).toEqual(['/etc/lodge', '/var/lib/lodge', '/run/lodge'])
    expect(paths.userFirmware).toEqual([])
  })

  test("a user's own, after the XDG specification", () => {
    const environment = { XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: 'relative', XDG_RUNTIME_DIR: '/run/user/7' }
    const paths = new Paths({ privileged: false, environment })
    expect(paths.config).toBe('/c/lodge')
    expect(paths.state).toMatch(/\/\.local\/share\/lodge$/)
    expect(paths.run).toBe('/run/user/7/lodge')
    expect(paths.userFirmware).toEqual(['/c/qemu/firmware'])
  })

  test('one folder for everything', () => {
    const paths = new Paths({ root: '/r' })
    for (const path of [paths.config, paths.guests, paths.log('x'), paths.facts('/usr/bin/q'), paths.folders.nvram]) {
      expect(path.startsWith('/r/')).toBe(true)
    }
  })

  test('a path too long for sockets is refused, with how much too long', () => {
    expect(() => new Paths({ root: `/${'x'.repeat(40)}` })).not.toThrow()
    expect(() => new Paths({ root: `/${'x'.repeat(60)}` })).toThrow(/too long a path/)
  })
})

describe("a guest's name in a file name", () => {
  const paths = new Paths({ root: '/r' })
  const file = (name: string) => basename(paths.log(name))

  test.each(['../../etc/passwd', '..', '.', 'a/b', 'a\nb', 'a\0b', '-x', 'ž'.repeat(5000)])('%j', (name) => {
    expect(paths.log(name)).toBe(`/r/log/${file(name)}`)
    expect(file(name)).not.toMatch(/^\.|[/\n\0]/)
    expect(Buffer.byteLength(file(name))).toBeLessThan(255)
  })

  test('no two meet', () => {
    const names = ['a', 'A', 'a.json', 'a%2Fb', 'a/b', 'x'.repeat(5000), `${'x'.repeat(4999)}y`, '.', '..', '%2E']
    expect(new Set(names.map(file)).size).toBe(names.length)
  })
})

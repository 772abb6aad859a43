import { describe, expect, it } from 'vitest'
import { layerOf, verdict } from './layers.ts'
import { importsOf, sourcesUnder } from './sources.ts'

const sources = sourcesUnder('src')
const imported = (target: string, typesOnly = false) => ({ specifier: '', target, typesOnly, line: 1 })

describe('layers', () => {
  it('every import stays within the table', () => {
    const broken = sources
      .filter(({ path }) => !path.endsWith('.test.ts'))
      .flatMap((source) => importsOf(source).map((each) => verdict(source.path, each)))
      .filter((each) => each !== undefined)
    expect(broken).toEqual([])
  })

  it('every source file is in a layer', () => {
    expect(sources.map(({ path }) => path).filter((path) => !layerOf(path))).toEqual([])
  })

  it('pure layers use no module of Node and no package but the XML parser', () => {
    const outside = sources
      .filter(({ path }) => /^src\/(base|formats|api|model)\//.test(path) && !path.endsWith('.test.ts'))
      .flatMap((source) =>
        importsOf(source).map(({ specifier, line }) => ({ at: `${source.path}:${line}`, specifier })),
      )
      .filter(({ specifier }) => !specifier.startsWith('.') && specifier !== 'saxes')
    expect(outside).toEqual([])
  })

  it('relative imports name the file with its extension', () => {
    const bare = sources.flatMap((source) =>
      importsOf(source)
        .filter(({ target }) => target && !/\.(ts|json)$/.test(target))
        .map(({ specifier, line }) => `${source.path}:${line} imports ${specifier}`),
    )
    expect(bare).toEqual([])
  })
})

describe('the layer check itself', () => {
  it.each([
    ['src/formats/xml/reader.ts', 'src/base/errors.ts'],
    ['src/model/devices/rng/xml.ts', 'src/model/devices/shared/virtio.ts'],
    ['src/model/devices/disk/sources/file.ts', 'src/model/devices/disk/xml.ts'],
    ['src/model/domain/xml.ts', 'src/model/devices/index.ts'],
    ['src/index.ts', 'src/driver/host/paths.ts'],
  ])('%s may import %s', (from, to) => {
    expect(verdict(from, imported(to))).toBeUndefined()
  })

  it.each([
    ['src/base/errors.ts', 'src/formats/xml/reader.ts', 'nothing of ours'],
    ['src/model/domain/xml.ts', 'src/driver/host/paths.ts', 'may only import base, formats'],
    ['src/access/cli/main.ts', 'src/driver/host/paths.ts', 'may only import base, formats, api, access/rpc/client'],
    ['src/access/cli/main.ts', 'src/index.ts', 'may only import'],
    ['src/model/devices/rng/xml.ts', 'src/model/devices/disk/xml.ts', 'a device kind never imports another'],
    ['src/model/devices/shared/address.ts', 'src/model/devices/disk/xml.ts', 'may only import'],
    ['src/model/qemu/part.ts', 'src/model/domain/xml.ts', 'may only import'],
    ['src/nowhere/a.ts', 'src/base/errors.ts', 'in no layer'],
  ])('%s may not import %s', (from, to, why) => {
    expect(verdict(from, imported(to))).toContain(why)
  })

  it('lets the contract use types of the model, and only types', () => {
    expect(verdict('src/api/domain.ts', imported('src/model/domain/xml.ts', true))).toBeUndefined()
    expect(verdict('src/api/domain.ts', imported('src/model/domain/xml.ts'))).toContain('types alone of model')
  })

  it('sees every way to import', () => {
    const text = `import a from './a.ts'
import type { B } from './b.ts'
import { type C } from './c.ts'
import './d.ts'
export * from './e.ts'
export type { F } from './f.ts'
const g = await import('./g.ts')
type H = import('./h.ts').H`
    const seen = importsOf({ path: 'src/base/x.ts', text })
    expect(seen.map(({ target, typesOnly, line }) => [target?.slice(9), typesOnly, line])).toEqual([
      ['a.ts', false, 1],
      ['b.ts', true, 2],
      ['c.ts', true, 3],
      ['d.ts', false, 4],
      ['e.ts', false, 5],
      ['f.ts', true, 6],
      ['g.ts', false, 7],
      ['h.ts', true, 8],
    ])
  })
})

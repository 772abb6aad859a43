import { expect, it } from 'vitest'
import { sourcesUnder } from './sources.ts'

/** Tables and the like: files that are long because there is much of one thing. Each says why. */
const exempt: Record<string, string> = {
  'src/access/rpc/protocol/numbers.ts': "the numbers of libvirt's protocol",
}

const limit = 300

it('every exemption is of a file that needs it', () => {
  const long = sourcesUnder('src').filter(({ text }) => text.split('\n').length - 1 > limit)
  const paths = long.map(({ path }) => path)
  expect(Object.keys(exempt).filter((path) => !paths.includes(path))).toEqual([])
})

it(`no source file is longer than ${limit} lines, unless a reason stands here`, () => {
  const sizes = sourcesUnder('src')
    .filter(({ path }) => !path.endsWith('.test.ts'))
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .sort((a, b) => a.lines - b.lines)
  const median = sizes[sizes.length >> 1]?.lines
  const longest = sizes.slice(-3).map(({ path, lines }) => `${path} ${lines}`)
  console.log(`${sizes.length} source files, median ${median} lines; longest: ${longest.join(', ')}`)
  expect(sizes.filter(({ path, lines }) => lines > limit && !exempt[path])).toEqual([])
})

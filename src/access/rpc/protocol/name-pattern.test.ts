import { describe, expect, test } from 'vitest'
import { processorTime } from '../../../../test/support/processor-time.ts'
import { namePattern } from './name-pattern.ts'

describe('patterns of names', () => {
  const names = ['', 'STOP', 'RESUME', 'DEVICE_DELETED', 'VNC_CONNECTED', 'stop', 'X-1.2', 'aaaa', 'a]b', 'AbC']
  const patterns = [
    ...['', 'STOP', '^STOP$', '^(STOP|RESUME)$', 'DE.*ED', '^.*_', '[A-C]', '[^A-Z]', '[a-z]+$', '\\d', '\\.', '\\W'],
    ...['(a*)*$', '(a|aa)+$', '^(?:ST|RES)(OP|UME)$', 'S?T', '^$', '[]]', '[\\d-]', 'a|', '^a+?$', '(^a|P$)', '[a-]'],
  ]
  test.each(patterns)('%s: as a regular expression would', (pattern) => {
    const expected = (flags: string) => {
      const regex = new RegExp(pattern.replace('[]]', '[\\]]'), flags)
      return names.filter((name) => regex.test(name))
    }
    expect(names.filter(namePattern(pattern))).toEqual(expected(''))
    expect(names.filter(namePattern(pattern, { noCase: true }))).toEqual(expected('i'))
  })

  test('one that is made to take for ever takes no time', async () => {
    const endless = [
      '(a+)+$',
      '((a|aa)*)*$',
      `${'a?'.repeat(100)}${'a'.repeat(55)}!`,
      '('.repeat(128) + ')'.repeat(128),
    ]
    const time = await processorTime(() => {
      for (const pattern of endless) namePattern(pattern)(`${'a'.repeat(63)}b`)
    })
    expect(time).toBeLessThan(2000)
  })

  test.each([...[['('], [')'], ['['], ['*a'], ['a\\'], ['a'.repeat(257)]]])('%s is none', (pattern) =>
    expect(() => namePattern(pattern)).toThrow(expect.objectContaining({ code: 'INVALID_ARG' })),
  )

  test.each(['a{1000}', '(?=a)', '(a)\\1', '\\bx', '[[:alpha:]]'])('%s is more than is taken', (pattern) => {
    expect(() => namePattern(pattern)).toThrow(expect.objectContaining({ code: 'ARGUMENT_UNSUPPORTED' }))
  })
})

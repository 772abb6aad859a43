import { expect, test } from 'vitest'
import { accountNumbers } from './accounts.ts'

test('names become numbers, and those that nobody has are left out', async () => {
  expect(await accountNumbers('passwd', ['root', 'no-such-user', '0', '--help'])).toEqual(new Map([['root', 0]]))
  expect((await accountNumbers('group', ['root'])).get('root')).toBe(0)
  expect(await accountNumbers('group', [])).toEqual(new Map())
})

import { existsSync } from 'node:fs'
import { expect, type TestContext, test } from 'vitest'
import { pc, Scratch } from './scratch.ts'

const card = "<interface type='user'><model type='virtio'/><backend type='passt'/></interface>"

function needsPasst(context: TestContext): void {
  const folders = (process.env.PATH ?? '').split(':')
  context.skip(!folders.some((folder) => existsSync(`${folder}/passt`)), 'no passt here: npm run setup -- --peers')
}

test('passt is there before its guest, and its files are gone after it', async (context) => {
  needsPasst(context)
  await using scratch = await Scratch.make()
  const guest = await scratch.host.create(pc({ devices: card }))
  const path = guest.commandLine().find((word) => word.includes('"stream"')) ?? ''
  const socket = (JSON.parse(path) as { addr: { path: string } }).addr.path
  expect(existsSync(socket)).toBe(true)
  await guest.destroy()
  expect(existsSync(socket)).toBe(false)
})

test('a guest whose helper is not installed says so', async () => {
  await using scratch = await Scratch.make()
  const path = process.env.PATH
  process.env.PATH = '/nowhere'
  try {
    await expect(scratch.host.create(pc({ devices: card }))).rejects.toMatchObject({
      message: expect.stringContaining('passt'),
      hint: expect.stringContaining('install'),
    })
  } finally {
    process.env.PATH = path
  }
})

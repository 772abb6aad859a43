import {
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FileOwners } from './file-owners.ts'

let folder: string
let owners: FileOwners
const nobody = { uid: 65534, gid: 65534 }
const daemon = { uid: 1, gid: 1 }

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lodge-owners-'))
  owners = new FileOwners(join(folder, 'owners'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function image(name = 'image'): string {
  writeFileSync(join(folder, name), '')
  return join(folder, name)
}

const uidOf = (path: string): number => statSync(path).uid
const written = (): string[] => readdirSync(join(folder, 'owners'))

describe.skipIf(process.getuid?.() !== 0)('files that guests have (only root can give files away)', () => {
  test('a file comes back when the last of those that share it has gone', async () => {
    const path = image()
    chownSync(path, 7, 8)
    const one = owners.lend(path, nobody, 'one')
    const two = new FileOwners(join(folder, 'owners')).lend(path, nobody, 'two')
    await one?.durable
    expect(uidOf(path)).toBe(nobody.uid)
    owners.giveBack(one?.key ?? '', 'one')
    expect(uidOf(path)).toBe(nobody.uid)
    owners.giveBack(two?.key ?? '', 'two')
    expect([uidOf(path), statSync(path).gid]).toEqual([7, 8])
    expect(written()).toEqual([])
  })

  test("the user's own file is nobody's loan", () => {
    const path = image()
    chownSync(path, nobody.uid, nobody.gid)
    expect(owners.lend(path, nobody, 'one')).toBeUndefined()
  })

  test('two users cannot have it at once', () => {
    const path = image()
    owners.lend(path, nobody, 'one')
    expect(() => owners.lend(path, daemon, 'two')).toThrow(/belongs to another user's guest/)
  })

  test('a later process gives back what nobody holds any more', () => {
    const [held, left] = [image('held'), image('left')]
    owners.lend(held, nobody, 'one')
    owners.lend(left, nobody, 'gone')
    new FileOwners(join(folder, 'owners')).sweep(new Set(['one']))
    expect([uidOf(held), uidOf(left)]).toEqual([nobody.uid, 0])
  })

  test('a file that has changed hands meanwhile, or is another by now, stays as it is', () => {
    const [given, replaced] = [image('given'), image('replaced')]
    const loans = [given, replaced].map((path) => owners.lend(path, nobody, 'one'))
    chownSync(given, 3, 3)
    renameSync(replaced, `${replaced}.old`)
    chownSync(image('replaced'), nobody.uid, nobody.gid)
    for (const loan of loans) owners.giveBack(loan?.key ?? '', 'one')
    expect([uidOf(given), uidOf(replaced)]).toEqual([3, nobody.uid])
    expect(written()).toEqual([])
  })

  test('a link leads to the file itself, and one planted later to nothing', () => {
    const [path, secret] = [image(), image('secret')]
    symlinkSync(path, join(folder, 'link'))
    const loan = owners.lend(join(folder, 'link'), nobody, 'one')
    expect(uidOf(path)).toBe(nobody.uid)
    rmSync(path)
    chownSync(secret, nobody.uid, nobody.gid)
    symlinkSync(secret, path)
    owners.giveBack(loan?.key ?? '', 'one')
    expect(uidOf(secret)).toBe(nobody.uid)
  })

  test('another name of the same file counts as the same', () => {
    const path = image()
    linkSync(path, join(folder, 'other'))
    const one = owners.lend(path, nobody, 'one')
    owners.lend(join(folder, 'other'), nobody, 'two')
    owners.giveBack(one?.key ?? '', 'one')
    expect(uidOf(path)).toBe(nobody.uid)
  })

  test('pipes and sockets are given to nobody, and a broken note is no note', () => {
    mkdirSync(join(folder, 'owners'))
    writeFileSync(join(folder, 'owners', 'broken.json'), '{')
    owners.sweep(new Set())
    expect(() => owners.lend(join(folder, 'nowhere'), nobody, 'one')).toThrow(/no such file/)
  })
})

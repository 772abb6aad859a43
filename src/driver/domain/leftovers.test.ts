import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/support/temporary-folder.ts'
import { Paths } from '../host/paths.ts'
import { GuestRegistry } from './registry.ts'
import { type GuestStatus, statusOfClaim } from './status.ts'

/** A host's folders, and a guest whose emulator and starter are gone. */
function around() {
  const temporary = temporaryFolder()
  const paths = new Paths({ root: join(temporary.path, 'state') })
  const warnings: string[] = []
  const registry = new GuestRegistry(paths, { warn: ({ message }) => warnings.push(message) })
  const starter = { pid: 1, startTime: -1, boot: 'none' }
  const claim = statusOfClaim({ name: 'web', uuid: 'c7a5fdbd-edaf-9455-926a-d65c16db1809', id: 1, starter })
  const put = (path: string, content = 'kept'): string => {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    return path
  }
  const leave = (left: Partial<GuestStatus>): void => {
    mkdirSync(paths.statuses, { recursive: true })
    writeFileSync(paths.status('web'), JSON.stringify({ ...claim, ...left }))
    expect(registry.list()).toEqual([])
    expect(existsSync(paths.status('web'))).toBe(false)
  }
  return {
    folder: temporary.path,
    paths,
    registry,
    warnings,
    put,
    leave,
    [Symbol.dispose]: () => temporary[Symbol.dispose](),
  }
}

test('a guest that is gone leaves nothing of what was made for it', () => {
  using world = around()
  const { paths, put, leave, warnings } = world
  const folder = join(paths.guests, 'domain-1-web')
  const files = [
    put(join(folder, 'master-key.aes')),
    put(`${folder}-pr-helper0.pid`),
    put(join(paths.folders.dbus, '1-web-dbus.pid')),
  ]
  const folders = [folder, join(paths.folders.channels, '1-web'), join(paths.folders.memoryBacking, '1-web')]
  for (const each of folders) put(join(each, 'more'))
  leave({ folders, files })
  expect([...folders, ...files].filter((path) => existsSync(path))).toEqual([])
  expect(warnings).toEqual([])
})

test('what a status names elsewhere is left alone, whichever way it leads there', () => {
  using world = around()
  const { paths, put, leave, warnings, folder } = world
  const own = join(paths.guests, 'domain-1-web')
  mkdirSync(own, { recursive: true })
  const [victim, other] = [put(join(folder, 'passwd')), put(join(folder, 'etc/shadow'))]
  symlinkSync(join(folder, 'etc'), join(own, 'link'))
  const owner = { uid: 0, gid: 0 }
  const loan = put(
    join(paths.state, 'loan.json'),
    JSON.stringify({ path: victim, holders: [], owner, borrower: owner }),
  )
  const empty = join(folder, 'empty')
  mkdirSync(empty)
  leave({
    files: [victim, join(own, 'link/shadow'), `${own}/../../../../passwd`, paths.folders.dbus],
    sockets: [victim],
    folders: [join(folder, 'etc'), join(own, 'link/shadow'), paths.run, paths.guests, `${own}/../..`],
    groups: [empty],
    loans: ['../loan'],
  })
  expect([victim, other, loan, empty, own].filter((path) => !existsSync(path))).toEqual([])
  expect(warnings).toHaveLength(9)
  expect(warnings).toContain(`${victim} is left alone: it is in no folder that is for guests`)
})

test('a link in a folder goes itself, and not what it leads to', () => {
  using world = around()
  const { paths, put, leave, folder } = world
  const own = join(paths.guests, 'domain-1-web')
  mkdirSync(own, { recursive: true })
  const victim = put(join(folder, 'etc/passwd'))
  symlinkSync(victim, join(own, 'master-key.aes'))
  symlinkSync(join(folder, 'etc'), join(own, 'folder'))
  leave({ files: [join(own, 'master-key.aes')], folders: [own] })
  expect([existsSync(own), existsSync(victim)]).toEqual([false, true])
})

test('empty folders of which no status tells are swept, and no others', () => {
  using world = around()
  const { paths, put, registry } = world
  for (const name of ['domain-1-a', 'domain-2-b']) mkdirSync(join(paths.guests, name), { recursive: true })
  mkdirSync(join(paths.folders.channels, '1-a'), { recursive: true })
  put(join(paths.guests, 'domain-3-c/master-key.aes'))
  const claim = { name: 'b', uuid: 'c7a5fdbd-edaf-9455-926a-d65c16db1809' }
  const taken = registry.claim(claim, new AsyncDisposableStack())
  registry.write({ ...statusOfClaim(taken), folders: [join(paths.guests, 'domain-2-b')] })
  registry.sweep()
  expect(readdirSync(paths.guests)).toEqual(['domain-2-b', 'domain-3-c'])
  expect(readdirSync(paths.folders.channels)).toEqual([])
})

import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { eventually } from '../../../../test/support/eventually.ts'
import { temporaryFolder } from '../../../../test/support/temporary-folder.ts'
import type { HelperProcess, LaunchPlan } from '../../../model/qemu/plan.ts'
import { Paths } from '../../host/paths.ts'
import { isAlive } from '../../host/system.ts'
import { unconfined } from '../isolation.ts'
import { GuestRegistry } from '../registry.ts'
import { type GuestStatus, statusOfClaim } from '../status.ts'
import { endHelpers, killHelpers } from './end.ts'
import { spawnHelper } from './spawn.ts'
import { startHelpers } from './start.ts'

/** What a shell can be in place of a helper. */
const deaf = "trap '' TERM; echo up; while :; do sleep 0.05; done"

function around() {
  const temporary = temporaryFolder()
  const folder = join(temporary.path, 'guest')
  mkdirSync(folder)
  const registry = new GuestRegistry(new Paths({ root: temporary.path }))
  const closing = new DisposableStack()
  const undo = new AsyncDisposableStack()
  const claim = registry.claim({ name: 'a', uuid: 'c7a5fdbd-edaf-9455-926a-d65c16db1809' }, undo)
  const status: GuestStatus = { ...statusOfClaim(claim), folders: [folder], log: join(temporary.path, 'a.log') }
  const start = (script: string, more: Partial<HelperProcess> = {}) => {
    const pidFile = join(folder, 'pid')
    const helper: HelperProcess = {
      ...{ name: 'helper', program: '/bin/sh', package: 'dash', arguments: ['-c', script.replace('PIDFILE', pidFile)] },
      ...{
        what: 'test',
        lost: 'nothing is tested',
        user: 'guest',
        begin: { by: 'telling', socket: join(folder, 'socket'), pidFile },
      },
      ...more,
    }
    status.helpers = [{ name: helper.name }]
    return startHelpers({ processes: [helper] } as unknown as LaunchPlan, {
      ...{ status, registry, isolation: unconfined, closing, undo },
    })
  }
  const close = async () => {
    await undo.disposeAsync()
    closing.dispose()
    temporary[Symbol.dispose]()
  }
  return { folder, status, registry, start, log: join(temporary.path, 'a+helper.log'), [Symbol.asyncDispose]: close }
}

test('a helper is written down once it is ready, with its number', async () => {
  await using world = around()
  const [helper] = await world.start("echo $$ >'PIDFILE'; exec sleep 60")
  const written = world.registry.statusOf(world.status)?.helpers
  expect(written).toEqual([{ name: 'helper', process: helper?.process }])
  expect(helper?.process && isAlive(helper.process)).toBe(true)
})

test('one that does not listen to the question is made to end', async () => {
  await using world = around()
  const [helper] = await world.start(`echo $$ >'PIDFILE'; ${deaf}`)
  await endHelpers(world.status)
  expect(helper?.process && isAlive(helper.process)).toBe(false)
})

test('it goes with a guest that has ended while nobody looked', async () => {
  await using world = around()
  const [helper] = await world.start(`echo $$ >'PIDFILE'; ${deaf}`)
  world.registry.remove(world.status)
  await eventually(() => helper?.process && !isAlive(helper.process))
})

test('one of which nobody has written down the number is found by its guest', async () => {
  await using world = around()
  const log = openSync(world.log, 'a')
  const spawn = (guestFolder: string) => spawnHelper(['/bin/sh', '-c', deaf], { log, descriptors: [], guestFolder })
  const [ours, other] = [spawn(world.folder), spawn(`${world.folder}-other`)]
  try {
    await eventually(() => readFileSync(world.log, 'utf8') === 'up\nup\n')
    killHelpers({ folders: [world.folder], helpers: [{ name: 'helper' }] })
    await ours.exit
    expect(isAlive(other.identity)).toBe(true)
  } finally {
    for (const { identity } of [ours, other]) if (isAlive(identity)) process.kill(identity.pid, 'SIGKILL')
    closeSync(log)
  }
})

test('what it said last is the error', async () => {
  await using world = around()
  await expect(
    world.start("echo 'Failed to send 3 bytes to syslog'; echo no such thing >&2; exit 3"),
  ).rejects.toMatchObject({
    message: '/bin/sh for the test ended: no such thing',
    data: { how: 'exit status 3' },
  })
})

test('one that is not there is told with its package', async () => {
  await using world = around()
  await expect(world.start('', { program: 'no-such-helper', package: 'helpers' })).rejects.toMatchObject({
    message: expect.stringContaining('no-such-helper'),
    hint: 'install the package helpers',
  })
})

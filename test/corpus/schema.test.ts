import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LodgeError } from '../../src/base/errors.ts'
import { FakeMonitor, recordedSessions } from '../../src/driver/qmp/index.ts'
import { completeDomain, launchPlan, parseDomain } from '../../src/model/domain/index.ts'
import { type Case, type Corpus, openCorpus } from '../../tools/conformance/corpus.ts'
import { QmpSchema } from '../support/qmp-schema.ts'

/** Every part that is made as JSON, held against the schema of the QEMU build that it was made for. */
const folder = process.env.LODGE_CORPUS

const commands: Record<string, string> = {
  '-object': 'object-add',
  '-blockdev': 'blockdev-add',
  '-netdev': 'netdev_add',
}

interface Build {
  schema: QmpSchema
  /** Properties of a device type; undefined where the recording does not tell. */
  properties(type: string): Promise<string[] | undefined>
}

async function recordedBuild(root: string, caps: string): Promise<Build> {
  const [session] = recordedSessions(readFileSync(join(root, 'caps', caps), 'utf8'))
  if (!session) throw new Error(`${caps} holds no conversation`)
  const monitor = new FakeMonitor(session)
  const schema = new QmpSchema(await monitor.execute('query-qmp-schema'))
  const known = new Map<string, string[] | undefined>()
  return {
    schema,
    async properties(typename) {
      if (!known.has(typename)) {
        const answer = await monitor.execute('device-list-properties', { typename }).catch(() => undefined)
        known.set(
          typename,
          answer?.map(({ name }) => name),
        )
      }
      return known.get(typename)
    },
  }
}

/** What every device has beside its own properties. */
const general = ['driver', 'id', 'bus']

async function deviceFaults(build: Build, props: Record<string, unknown>): Promise<string[]> {
  const names = await build.properties(String(props.driver))
  if (!names) return []
  return Object.keys(props)
    .filter((name) => !general.includes(name) && !names.includes(name))
    .map((name) => `${props.driver}.${name}: no such property`)
}

function validity(root: string, corpus: Corpus): void {
  const builds = new Map<string, Promise<Build>>()
  const buildOf = ({ caps }: Case): Promise<Build> => {
    const found = builds.get(caps) ?? recordedBuild(root, caps)
    builds.set(caps, found)
    return found
  }

  it('is only of what its QEMU knows, and of nothing that is deprecated there', async () => {
    const faults: Record<string, string[]> = {}
    let checked = 0
    for (const each of corpus.cases.filter(({ expect: expected }) => expected === 'args')) {
      const build = await buildOf(each)
      const found: string[] = []
      for (const { option, value } of await partsOf(corpus, each)) {
        if (!value.startsWith('{')) continue
        const command = commands[option]
        if (command) found.push(...build.schema.faults(command, JSON.parse(value)))
        if (option === '-device') found.push(...(await deviceFaults(build, JSON.parse(value))))
        checked++
      }
      if (found.length > 0) faults[each.id] = found
    }
    expect(faults).toEqual({})
    expect(checked).toBeGreaterThan(corpus.cases.length)
  })

  it('would be found out otherwise', async () => {
    const [first] = corpus.cases
    if (!first) throw new Error('the corpus has no cases')
    const { schema } = await buildOf(first)
    const rng = { 'qom-type': 'rng-random', id: 'a' }
    expect(schema.faults('object-add', { ...rng, filename: '/dev/random' })).toEqual([])
    expect(schema.faults('object-add', { ...rng, filenam: '/dev/random' })).toEqual([
      'object-add.filenam: no such member',
    ])
    expect(schema.faults('object-add', { ...rng, filename: 1 })).toHaveLength(1)
    expect(schema.faults('blockdev-add', { driver: 'floppydisk' })).not.toEqual([])
  })
}

async function partsOf(corpus: Corpus, each: Case): Promise<{ option: string; value: string }[]> {
  try {
    const world = completeDomain(parseDomain(corpus.source(each)), await corpus.host(each), { fresh: each.abiUpdate })
    return launchPlan(world, { id: 1 }).arguments.map(({ option, value = '' }) => ({ option, value }))
  } catch (thrown) {
    if (thrown instanceof LodgeError) return []
    throw thrown
  }
}

if (folder) describe('every command line of the corpus', () => validity(folder, openCorpus(folder)))
else it.skip('every command line of a corpus: LODGE_CORPUS names no folder', () => {})

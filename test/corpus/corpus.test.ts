import { describe, expect, it } from 'vitest'
import { LodgeError } from '../../src/base/errors.ts'
import {
  completeDomain,
  formatDomain,
  launchPlan,
  parseDomain,
  readDomain,
  type World,
} from '../../src/model/domain/index.ts'
import { type Case, type Corpus, openCorpus } from '../../tools/conformance/corpus.ts'

/** What must hold for any domain XML, tried on all that a corpus has. */
const folder = process.env.LODGE_CORPUS

const text = ({ domain }: Pick<World, 'domain'>) => formatDomain(domain, { secrets: true })

function laws(corpus: Corpus): void {
  const accepted = corpus.cases.filter(({ expect: expected }) => expected === 'args')

  /** The ids of the cases for which it does not hold; what is refused has nothing to compare. */
  async function exceptions(holds: (each: Case, source: string) => Promise<boolean>): Promise<string[]> {
    const failed: string[] = []
    for (const each of accepted) {
      try {
        if (!(await holds(each, corpus.source(each)))) failed.push(each.id)
      } catch (thrown) {
        if (!(thrown instanceof LodgeError)) throw thrown
      }
    }
    return failed
  }

  async function completed(each: Case, source: string): Promise<World> {
    return completeDomain(parseDomain(source), await corpus.host(each), { fresh: each.abiUpdate })
  }

  it('is read again from what was written of it', async () => {
    const lost = await exceptions(async (_, source) => {
      const written = text({ domain: parseDomain(source) })
      return text({ domain: parseDomain(written) }) === written
    })
    expect(lost).toEqual([])
  })

  it('is complete once it has been completed', async () => {
    const changed = await exceptions(async (each, source) => {
      const first = text(await completed(each, source))
      return text(await completed(each, first)) === first
    })
    expect(changed).toEqual([])
  })

  it('gives the same command line after it was completed and written', async () => {
    const line = (world: World) => JSON.stringify(launchPlan(world, { id: 1 }).arguments)
    const changed = await exceptions(async (each, source) => {
      const world = await completed(each, source)
      return line(await completed(each, text(world))) === line(world)
    })
    expect(changed).toEqual([])
  })

  it('has nothing in it that is unknown', () => {
    const unknown: Record<string, number> = {}
    for (const each of accepted) {
      for (const { path, level } of readDomain(corpus.source(each)).problems) {
        const name = path?.replace(/\[\d+\]/g, '') ?? ''
        if (level === 'warning') unknown[name] = (unknown[name] ?? 0) + 1
      }
    }
    expect(unknown).toEqual({})
  })
}

if (folder) describe('every domain of the corpus', () => laws(openCorpus(folder)))
else it.skip('every domain of a corpus: LODGE_CORPUS names no folder', () => {})

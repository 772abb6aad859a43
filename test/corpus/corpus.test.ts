import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { completeDomain, formatDomain, launchPlan, parseDomain, readDomain } from '../../src/model/domain/index.ts'
import { type Case, openCorpus } from '../../tools/conformance/corpus.ts'

/** What must hold for any domain XML, tried on all that a corpus has. LODGE_CORPUS names its folder. */
const folder = process.env.LODGE_CORPUS
const corpus = folder ? openCorpus(folder) : undefined
const accepted = corpus?.cases.filter(({ expect: expected }) => expected === 'args') ?? []

/** The ids of the cases for which it does not hold. */
async function failing(holds: (each: Case) => Promise<boolean> | boolean): Promise<string[]> {
  const failed: string[] = []
  for (const each of accepted) {
    try {
      if (!(await holds(each))) failed.push(each.id)
    } catch {
      // cases that are refused have nothing to compare
    }
  }
  return failed
}

async function completed(each: Case, source = corpus?.source(each) ?? '') {
  return completeDomain(parseDomain(source), await corpus!.host(each), { fresh: each.abiUpdate })
}

describe.skipIf(!corpus)('every domain of the corpus (LODGE_CORPUS names its folder)', () => {
  it('is read again from what was written of it', async () => {
    const lost = await failing((each) => {
      const domain = parseDomain(corpus!.source(each))
      return isDeepStrictEqual(parseDomain(formatDomain(domain, { secrets: true })), domain)
    })
    expect(lost).toEqual([])
  })

  it('is complete once it has been completed', async () => {
    const changed = await failing(async (each) => {
      const first = formatDomain((await completed(each)).domain, { secrets: true })
      return formatDomain((await completed(each, first)).domain, { secrets: true }) === first
    })
    expect(changed).toEqual([])
  })

  it('gives the same command line after it was completed and written', async () => {
    const changed = await failing(async (each) => {
      const world = await completed(each)
      const again = await completed(each, formatDomain(world.domain, { secrets: true }))
      const line = (of: typeof world) => JSON.stringify(launchPlan(of, { id: 1 }).arguments)
      return line(again) === line(world)
    })
    expect(changed).toEqual([])
  })

  it('has nothing in it that is unknown', () => {
    const unknown = new Map<string, number>()
    for (const each of accepted) {
      for (const { path, level } of readDomain(corpus!.source(each)).problems) {
        const name = path?.replace(/\[\d+\]/g, '') ?? ''
        if (level === 'warning') unknown.set(name, (unknown.get(name) ?? 0) + 1)
      }
    }
    expect(Object.fromEntries(unknown)).toEqual({})
  })
})

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../src/base/errors.ts'
import { problemToError } from '../src/base/problems.ts'
import { checkDomain, completeDomain, formatDomain, launchPlan, parseDomain } from '../src/model/domain/index.ts'
import type { LaunchPlan } from '../src/model/qemu/plan.ts'
import { openCorpus } from './conformance/corpus.ts'

/** Writes, for each case of a corpus, what Lodge makes of it: ID.args, ID.xml, ID.err. */

const [folder, out, only] = process.argv.slice(2)
if (!folder || !out) {
  console.error('usage: npm run conformance -- CORPUS OUT [CASE]')
  process.exit(2)
}

/** One option a line, quoted for a shell. */
function asText({ emulator, arguments: all }: LaunchPlan): string {
  const quote = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)
  return `${[emulator, ...all.map(({ option, value }) => (value === undefined ? option : `${option} ${quote(value)}`))].join(' \\\n')}\n`
}

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
const started = performance.now()
const times: number[] = []
const corpus = openCorpus(folder)
const cases = corpus.cases.filter(({ id }) => only === undefined || id === only)
for (const each of cases) {
  const write = (extension: string, text: string) => writeFileSync(join(out, `${each.id}.${extension}`), text)
  try {
    const host = await corpus.host(each)
    const source = corpus.source(each)
    const begun = performance.now()
    const world = completeDomain(parseDomain(source), host, { fresh: each.abiUpdate })
    checkDomain(world)
    const error = world.report.problems.find(({ level }) => level === 'error')
    if (error) throw problemToError(error)
    const completed = performance.now() - begun
    write('xml', formatDomain(world.domain, { secrets: true }))
    const planning = performance.now()
    const plan = launchPlan(world, { id: -1 })
    times.push(completed + performance.now() - planning)
    write('args', asText(plan))
  } catch (thrown) {
    write('err', `${messageOf(thrown)}\n${only && thrown instanceof Error ? `${thrown.stack}\n` : ''}`)
  }
}
times.sort((a, b) => a - b)
const median = times[times.length >> 1] ?? 0
const seconds = ((performance.now() - started) / 1000).toFixed(1)
console.log(`${cases.length} cases in ${seconds} s; median ${median.toFixed(2)} ms from XML to command line`)

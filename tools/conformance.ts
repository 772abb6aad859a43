import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../src/base/errors.ts'
import { problemToError } from '../src/base/problems.ts'
import { factsFromConversation } from '../src/driver/capabilities/index.ts'
import { checkDomain, completeDomain, formatDomain, launchPlan, parseDomain } from '../src/model/domain/index.ts'
import type { QemuFacts } from '../src/model/qemu/facts.ts'
import type { LaunchPlan } from '../src/model/qemu/plan.ts'
import { pretendedHost } from './conformance/pretended-host.ts'

/** Writes, for each case of a corpus, what Lodge makes of it: ID.args, ID.xml, ID.err. */

interface Case {
  id: string
  name: string
  arch: string
  caps: string
  abiUpdate: boolean
}

const [corpus, out, only] = process.argv.slice(2)
if (!corpus || !out) {
  console.error('usage: npm run conformance -- CORPUS OUT [CASE]')
  process.exit(2)
}

const facts = new Map<string, Promise<QemuFacts>>()

function factsOf({ caps, arch, id }: Case): Promise<QemuFacts> {
  // expected results of the latest build of an architecture were made with its machine aliases as names of their own
  const latest = id.includes('-latest')
  const key = `${caps} ${latest}`
  let found = facts.get(key)
  if (!found) {
    const text = readFileSync(join(corpus as string, 'caps', caps), 'utf8')
    found = factsFromConversation(text, `/usr/bin/qemu-system-${arch}`).then((each) =>
      latest ? withAliasesAsNames(each) : each,
    )
    facts.set(key, found)
  }
  return found
}

function withAliasesAsNames(each: QemuFacts): QemuFacts {
  const spread = (of: QemuFacts['byAccelerator']['kvm']) =>
    of && {
      ...of,
      machines: of.machines.flatMap(({ alias, ...machine }) =>
        alias
          ? [
              { ...machine, name: alias },
              { ...machine, default: false },
            ]
          : [machine],
      ),
    }
  return { ...each, byAccelerator: { kvm: spread(each.byAccelerator.kvm), tcg: spread(each.byAccelerator.tcg) } }
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
const cases = (JSON.parse(readFileSync(join(corpus, 'cases.json'), 'utf8')) as Case[]).filter(
  ({ id }) => only === undefined || id === only,
)
for (const each of cases) {
  const write = (extension: string, text: string) => writeFileSync(join(out, `${each.id}.${extension}`), text)
  try {
    const host = pretendedHost(corpus, each.arch, await factsOf(each))
    const source = readFileSync(join(corpus, 'xml', `${each.name}.xml`), 'utf8')
    const begun = performance.now()
    const world = completeDomain(parseDomain(source), host, { fresh: each.abiUpdate })
    checkDomain(world)
    const error = world.report.problems.find(({ level }) => level === 'error')
    if (error) throw problemToError(error)
    write('xml', formatDomain(world.domain, { secrets: true }))
    const plan = launchPlan(world, { id: -1 })
    times.push(performance.now() - begun)
    write('args', asText(plan))
  } catch (thrown) {
    write('err', `${messageOf(thrown)}\n${only && thrown instanceof Error ? `${thrown.stack}\n` : ''}`)
  }
}
times.sort((a, b) => a - b)
const median = times[times.length >> 1] ?? 0
console.log(
  `${cases.length} cases in ${((performance.now() - started) / 1000).toFixed(1)} s; median ${median.toFixed(2)} ms from XML to command line`,
)

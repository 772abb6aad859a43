import { parseArgs } from 'node:util'
import { crashCampaign } from '../test/crash/campaign.ts'

/** Kills daemons at random and looks what the next one finds: npm run crash -- --rounds 300 --seed 7 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    verbose: { type: 'boolean', default: false },
  },
})

const begun = performance.now()
const { rounds, answered, cut, before } = await crashCampaign({
  rounds: Number(values.rounds),
  seed: Number(values.seed),
  told: values.verbose ? console.log : undefined,
})
const seconds = Math.round((performance.now() - begun) / 1000)
console.log(`${rounds} deaths in ${seconds} s, ${sum(before)} of them at a chosen call; nothing was lost`)
console.log(`${answered} calls were acknowledged, ${sum(cut)} cut off: ${listed(cut)}`)
console.log(`it died before ${listed(before)}`)

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((all, count) => all + count, 0)
}

/** The most frequent first. */
function listed(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].sort(([, one], [, other]) => other - one)
  return sorted.map(([what, count]) => `${what} ${count}`).join(', ')
}

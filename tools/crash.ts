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
const { rounds, answered, cut, between } = await crashCampaign({
  rounds: Number(values.rounds),
  seed: Number(values.seed),
  told: values.verbose ? console.log : undefined,
})
const seconds = Math.round((performance.now() - begun) / 1000)
console.log(`${rounds} deaths in ${seconds} s, ${between} of them before a chosen call; nothing was lost`)
console.log(`${answered} calls were acknowledged, ${cut} cut off`)

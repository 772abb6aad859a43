import { parseArgs } from 'node:util'
import { flood } from '../test/fuzz/flood.ts'

/** Broken messages for the daemon's protocol, and what they cost: npm run fuzz -- --count 1000000 --seed 7 */
const { values } = parseArgs({
  options: { count: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
})

const begun = performance.now()
const [count, seed] = [Number(values.count), Number(values.seed)]
// What a first part of it has left in memory is the server's own; what the rest adds would be a leak.
await flood({ count: Math.ceil(count / 10), seed })
const warm = usedMiB()
const { frames, connections, answered, longestWait, questions } = await flood({ count, seed: seed + 1 })
const seconds = ((performance.now() - begun) / 1000).toFixed(1)
console.log(`${frames} broken messages over ${connections} connections in ${seconds} s; ${answered} answers`)
console.log(`a good client asked ${questions} times meanwhile and waited ${longestWait.toFixed(1)} ms at most`)
console.log(`heap: ${warm} MiB after the first tenth, ${usedMiB()} MiB at the end`)

function usedMiB(): string {
  globalThis.gc?.()
  return (process.memoryUsage().heapUsed / 2 ** 20).toFixed(1)
}

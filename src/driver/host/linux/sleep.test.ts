import { expect, test } from 'vitest'
import { type Sleeping, suspendMachine } from './sleep.ts'

/** A machine that only says what it would be told to do. */
function machine(states: string[], fails?: string) {
  const asked: string[] = []
  const sleeping: Sleeping = {
    states,
    run: async (program, words) => {
      asked.push([program, ...words].join(' '))
      if (program === fails) throw new Error('no')
    },
  }
  return { asked, sleeping }
}

const all = ['suspend_mem', 'suspend_disk', 'suspend_hybrid']

test.each([
  ['memory', 'suspend'],
  ['disk', 'hibernate'],
  ['hybrid', 'hybrid-sleep'],
] as const)('a machine sleeps by %s, once its clock is set', async (target, verb) => {
  const { asked, sleeping } = machine(all)
  await suspendMachine(target, 90, sleeping)
  expect(asked).toEqual(['rtcwake --mode no --seconds 90', `systemctl ${verb}`])
})

test('what its clock does not wake up does not sleep', async () => {
  const { asked, sleeping } = machine(all, 'rtcwake')
  await expect(suspendMachine('memory', 90, sleeping)).rejects.toThrow()
  expect(asked).toHaveLength(1)
})

test('neither for moments, nor where it cannot', async () => {
  const { asked, sleeping } = machine(['suspend_mem'])
  for (const seconds of [0, 59, -1, 1.5, Number.NaN, 2 ** 40]) {
    await expect(suspendMachine('memory', seconds, sleeping)).rejects.toMatchObject({ code: 'INVALID_ARG' })
  }
  await expect(suspendMachine('disk', 90, sleeping)).rejects.toMatchObject({ code: 'ARGUMENT_UNSUPPORTED' })
  expect(asked).toEqual([])
})

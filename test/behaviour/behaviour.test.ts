import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { definitions } from './cases/definitions.ts'
import { inside } from './cases/inside.ts'
import { life } from './cases/life.ts'
import { machine } from './cases/machine.ts'
import { settings } from './cases/settings.ts'
import { statistics } from './cases/statistics.ts'
import type { Case, Opened } from './face.ts'
import { inProcess, libvirtd, ownDaemon } from './faces.ts'

const cases: Case[] = [...machine, ...definitions, ...life, ...inside, ...settings, ...statistics]
const names = cases.map(({ name }) => name)

describe.each([inProcess, ownDaemon, libvirtd])('$name', ({ open, missing, skips }) => {
  let opened: Opened
  beforeAll(async () => {
    if (!missing) opened = await open()
  })
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]()
  })

  test('what it leaves out is there', () => {
    expect(Object.keys(skips).filter((name) => !names.includes(name))).toEqual([])
  })

  // What a face can't do is no test of it; why stands with the face.
  for (const { name, run } of cases.filter(({ name }) => !(name in skips))) {
    test(name, async (context) => {
      context.skip(missing !== undefined, missing)
      await run(opened)
    })
  }
})

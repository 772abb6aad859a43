import { expect } from 'vitest'
import { pc } from '../../machine/scratch.ts'
import type { Case } from '../face.ts'
import { defined, freshName } from '../guests.ts'

export const settings: Case[] = [
  {
    name: "a definition's memory and CPUs are changed",
    async run(opened) {
      await using it = await defined(opened, pc({ name: freshName() }))
      const { domain } = it
      await domain.settings.setMaxMemory(131_072, { config: true })
      await domain.settings.setMemory(98_304, { config: true })
      await domain.settings.setVcpus(4, { maximum: true, config: true })
      await domain.settings.setVcpus(2, { config: true })
      expect(await domain.info()).toMatchObject({ maxMemory: 131_072, memory: 98_304, maxVcpus: 4, vcpus: 2 })
      expect(await domain.settings.vcpus({ maximum: true, config: true })).toBe(4)
      await domain.settings.setLifecycleAction('crash', 'restart', { config: true })
      expect(await domain.xml()).toContain('<on_crash>restart</on_crash>')
      await expect(domain.settings.setVcpus(8, { config: true })).rejects.toMatchObject({ code: 'INVALID_ARG' })
      await expect(domain.settings.setMemory(98_304, { live: true })).rejects.toMatchObject({
        code: 'OPERATION_INVALID',
      })
    },
  },
  {
    name: "a definition's share of the processors is changed",
    async run(opened) {
      await using it = await defined(opened, pc({ name: freshName() }))
      await it.domain.settings.setScheduler({ shares: 2048 }, { config: true })
      expect(await it.domain.settings.scheduler({ config: true })).toMatchObject({ shares: 2048 })
    },
  },
]

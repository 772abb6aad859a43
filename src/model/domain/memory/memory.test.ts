import { expect, it } from 'vitest'
import { completedXml, optionsOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

const memory = (text: string) => ({ memory: text })

it('is given to QEMU in whole megabytes, as one object that the machine names', () => {
  const plan = planGuest('', memory("<memory unit='KiB'>219100</memory>"))
  expect(optionsOf(plan, '-m')).toEqual(['size=219136k'])
  expect(optionsOf(plan, '-object')).toContainEqual({ 'qom-type': 'memory-backend-ram', id: 'pc.ram', size: 224395264 })
  expect(optionsOf(plan, '-machine')).toEqual([expect.stringContaining('memory-backend=pc.ram')])
})

it('is written in KiB, and is all there is for the balloon where that says nothing or more', () => {
  expect(completedXml('', memory("<memory unit='MiB'>2</memory>"))).toContain(
    "<memory unit='KiB'>2048</memory>\n  <currentMemory unit='KiB'>2048</currentMemory>",
  )
  const more = "<memory>2048</memory><currentMemory unit='GiB'>1</currentMemory>"
  expect(completedXml('', memory(more))).toContain("<currentMemory unit='KiB'>2048<")
})

it('leaves room for what is plugged in later', () => {
  const sections = "<cpu><numa><cell id='0' cpus='0' memory='65536'/></numa></cpu>"
  const plan = planGuest('', {
    ...memory("<maxMemory slots='4' unit='MiB'>256</maxMemory><memory>65536</memory>"),
    sections,
  })
  expect(optionsOf(plan, '-m')).toEqual(['size=65536k,slots=4,maxmem=262144k'])
})

it('must be there, and must fit', () => {
  const messages = (text: string) => problemsOf('', memory(text)).map(({ message }) => message)
  expect(messages('<memory>0</memory>')).toEqual([expect.stringContaining('no memory')])
  expect(messages('<maxMemory>1024</maxMemory><memory>2048</memory>')).toEqual([expect.stringContaining('<maxMemory>')])
  expect(() => messages("<memory unit='EiB'>1024</memory>")).toThrow(/more than can be counted/)
})

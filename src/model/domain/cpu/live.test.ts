import { expect, test } from 'vitest'
import { completeGuest } from '../../../../test/support/guest.ts'
import { showLiveCpu } from './live.ts'
import { featuresOfWords, x86Features } from './x86-features.ts'
import { namedX86Model } from './x86-models.ts'

/** The registers of leaf 1 and of the first extended leaf, as a CPU of TCG has them that is called qemu64. */
const qemu64 = [
  { 'cpuid-input-eax': 1, 'cpuid-register': 'ECX', features: 0x80002001 },
  { 'cpuid-input-eax': 1, 'cpuid-register': 'EDX', features: 0x78bfbfd },
  { 'cpuid-input-eax': 0x80000001, 'cpuid-register': 'ECX', features: 0x5 },
  { 'cpuid-input-eax': 0x80000001, 'cpuid-register': 'EDX', features: 0x20100800 },
]

const live = (cpu: string) => {
  const { domain } = completeGuest('', { sections: cpu })
  showLiveCpu(domain, qemu64)
  return domain.cpu
}

test('bits are the features that they are documented as', () => {
  const features = featuresOfWords(qemu64)
  expect([...features].filter(([, there]) => there).map(([name]) => name)).toEqual(
    x86Features.filter((name) => [...(namedX86Model('qemu64') ?? []), 'hypervisor', 'lahf-lm'].includes(name)),
  )
  expect(features.get('avx')).toBe(false)
  expect(features.has('avx2')).toBe(false)
})

test('what the guest has more and less than its model is said, in the words of XML', () => {
  expect(live("<cpu match='exact'><model>qemu64</model></cpu>")).toMatchObject({
    check: 'full',
    feature: [
      { policy: 'require', name: 'hypervisor' },
      { policy: 'require', name: 'lahf_lm' },
    ],
  })
  const said = `<feature policy='require' name='avx'/><feature policy='disable' name='svm'/><feature policy='optional' name='aes'/>`
  expect(live(`<cpu match='exact'><model>qemu64</model>${said}</cpu>`)?.feature.slice(0, 3)).toEqual([
    { policy: 'disable', name: 'avx' },
    { policy: 'require', name: 'svm' },
    { policy: 'disable', name: 'aes' },
  ])
})

test('a CPU that is passed through, or of a model that is not known, stays as it is said', () => {
  for (const cpu of ["<cpu mode='maximum'/>", "<cpu match='exact'><model>Own</model></cpu>"]) {
    expect(live(cpu)).toEqual(completeGuest('', { sections: cpu }).domain.cpu)
  }
})

import { expect, test } from 'vitest'
import { pretendFacts } from '../../../test/support/guest.ts'
import { x86Model } from '../domain/cpu/x86-models.ts'
import { QemuBuild } from '../qemu/build.ts'
import { baselineXml, compareCpus, emulatorCpuSet, hostCpuSet, parseCpuSet } from './cpu-sets.ts'
import { x86Host } from './host-cpu.ts'

const own = hostCpuSet({ vendor: 'AuthenticAMD', flags: [...(x86Model('EPYC')?.features ?? []), 'stibp'] })

test.each([
  ['<cpu><model>EPYC</model><feature name="amd-stibp"/></cpu>', 'identical'],
  ['<cpu><arch>x86_64</arch><model>EPYC</model><vendor>AMD</vendor></cpu>', 'superset'],
  ['<cpu match="strict"><model>EPYC</model></cpu>', 'incompatible'],
  ['<cpu><model>EPYC</model><vendor>Intel</vendor></cpu>', 'incompatible'],
  ['<cpu><model>EPYC</model><feature name="avx512f"/></cpu>', 'incompatible'],
  ['<cpu><model>Skylake-Client</model></cpu>', 'incompatible'],
  ['<cpu><model>EPYC</model><feature name="osxsave"/><feature policy="disable" name="aes"/></cpu>', 'superset'],
  ['<cpu><model>EPYC</model><feature policy="forbid" name="aes"/></cpu>', 'incompatible'],
  ['<cpu><feature name="pclmuldq"/><feature name="lahf_lm"/></cpu>', 'superset'],
])('%s is %s', (xml, expected) => {
  expect(compareCpus(parseCpuSet(xml), own)).toBe(expected)
})

test.each([
  ['<cpu><model>Unheard-Of</model></cpu>', 'NO_SUPPORT'],
  ['<cpu><arch>s390x</arch><model>z14</model></cpu>', 'NO_SUPPORT'],
  ['<cpu><model>constructor</model></cpu>', 'NO_SUPPORT'],
  ['<domain/>', 'XML_ERROR'],
  ['<cpu><feature/></cpu>', 'XML_ERROR'],
])('%s is refused', (xml, code) => {
  expect(() => parseCpuSet(xml)).toThrow(expect.objectContaining({ code }))
})

/** As Linux 5.10 describes an EPYC 7003. */
const milan = `fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 ht syscall nx
  mmxext fxsr_opt pdpe1gb rdtscp lm constant_tsc rep_good nopl nonstop_tsc cpuid extd_apicid aperfmperf pni pclmulqdq monitor
  ssse3 fma cx16 pcid sse4_1 sse4_2 movbe popcnt aes xsave avx f16c rdrand lahf_lm cmp_legacy svm extapic cr8_legacy abm sse4a
  misalignsse 3dnowprefetch osvw ibs skinit wdt tce topoext perfctr_core perfctr_nb bpext hw_pstate ssbd ibrs ibpb stibp
  fsgsbase bmi1 avx2 smep bmi2 erms invpcid rdseed adx smap clflushopt clwb sha_ni xsaveopt xsavec xgetbv1 xsaves clzero
  xsaveerptr rdpru wbnoinvd arat npt lbrv svm_lock nrip_save umip pku ospke vaes vpclmulqdq rdpid overflow_recov succor fsrm`

test('what the kernel never shows keeps no CPU from being known', () => {
  const processor = { vendor: 'AuthenticAMD', flags: milan.split(/\s+/) }
  expect(x86Host(processor).model?.name).toBe('EPYC-Milan')
  const described = '<cpu><model>EPYC-Milan</model><vendor>AMD</vendor></cpu>'
  expect(compareCpus(parseCpuSet(described), hostCpuSet(processor))).toBe('superset')
  const { name, more = [] } = x86Host(processor).model ?? {}
  const whole = `<cpu><model>${name}</model>${more.map((each) => `<feature name='${each}'/>`).join('')}</cpu>`
  expect(compareCpus(parseCpuSet(whole), hostCpuSet(processor))).toBe('identical')
})

test('a kernel that was built without memory type ranges hides no model', () => {
  const flags = milan.split(/\s+/).filter((flag) => flag !== 'mtrr')
  expect(x86Host({ vendor: 'AuthenticAMD', flags }).model?.name).toBe('EPYC-Milan')
})

test('flags of the kernel that none of the CPU has are passed over', () => {
  const { features } = hostCpuSet({ vendor: 'GenuineIntel', flags: ['ibrs', 'ibpb', 'nopl', 'constructor', 'sse4_1'] })
  expect([...features]).toEqual(['spec-ctrl', 'sse4.1'])
})

test('the baseline is what all have', () => {
  const rome = parseCpuSet('<cpu><model>EPYC-Rome</model><vendor>AMD</vendor></cpu>')
  const epyc = parseCpuSet('<cpu><model>EPYC</model><vendor>AMD</vendor><feature name="amd-stibp"/></cpu>')
  expect(baselineXml([rome, epyc])).toMatch(
    /^<cpu mode='custom' match='exact'>\n {2}<model fallback='forbid'>EPYC<\/model>\n {2}<vendor>AMD<\/vendor>\n/,
  )
  expect(baselineXml([rome, epyc])).toContain("<feature policy='require' name='amd-stibp'/>")
  expect(baselineXml([epyc])).not.toContain("name='aes'")
  expect(baselineXml([epyc], { expand: true })).toContain("<feature policy='require' name='aes'/>")
  expect(() => baselineXml([])).toThrow(expect.objectContaining({ code: 'INVALID_ARG' }))
  expect(() => baselineXml([epyc, parseCpuSet('<cpu><model>Haswell</model><vendor>Intel</vendor></cpu>')])).toThrow(
    expect.objectContaining({ code: 'OPERATION_FAILED' }),
  )
})

test("an emulator's own CPU and models", () => {
  const facts = pretendFacts('x86_64')
  expect(() => emulatorCpuSet(new QemuBuild(facts), 'kvm')).toThrow(expect.objectContaining({ code: 'NO_SUPPORT' }))
  const props = Object.fromEntries([...(x86Model('Haswell')?.features ?? [])].map((name) => [name, true]))
  const kvm = {
    machines: [],
    cpus: ['Haswell', 'Nehalem'].map((name) => ({ name, typename: name, deprecated: false })),
    hostCpu: { name: 'base', props: { ...props, vendor: 'GenuineIntel' } },
  }
  const build = new QemuBuild({ ...facts, byAccelerator: { kvm } })
  const offered = emulatorCpuSet(build, 'kvm')
  expect(compareCpus(parseCpuSet('<cpu><model>Haswell</model></cpu>'), offered)).toBe('identical')
  const newer = parseCpuSet('<cpu><model>Skylake-Client</model><vendor>Intel</vendor></cpu>')
  expect(baselineXml([newer], { build, type: 'kvm' })).toContain('>Haswell<')
})

/**
 * Models of x86 CPUs that hosts are described by, and what they have: QEMU 7.2's own answers to query-cpu-model-expansion,
 * without `hypervisor` and `monitor`, which depend on the accelerator. Where another model is near, only the difference stands here,
 * a dash before what is missing. Four differ from QEMU's as libvirt's do, so that both say the same: the models from Skylake and
 * EPYC on have `vme`, EPYC has no `npt`, EPYC-Rome neither `topoext` nor `xsaves`.
 */
const models: Record<string, { vendor?: string; like?: string; features: string }> = {
  Opteron_G1: {
    vendor: 'AuthenticAMD',
    features: `pni fpu de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 syscall nx
    lm`,
  },
  Opteron_G2: { like: 'Opteron_G1', features: 'cx16 lahf-lm svm' },
  Opteron_G3: { like: 'Opteron_G2', features: 'popcnt abm sse4a misalignsse rdtscp' },
  Opteron_G4: {
    like: 'Opteron_G3',
    features: 'pclmulqdq ssse3 sse4.1 sse4.2 aes xsave avx 3dnowprefetch xop fma4 pdpe1gb npt nrip-save',
  },
  Opteron_G5: { like: 'Opteron_G4', features: 'fma f16c tbm' },
  EPYC: {
    like: 'Opteron_G5',
    features: `movbe rdrand vme arat fsgsbase bmi1 avx2 smep bmi2 rdseed adx smap clflushopt sha-ni xsaveopt xsavec xgetbv1
    cr8legacy osvw topoext mmxext fxsr-opt -xop -fma4 -tbm -npt`,
  },
  'EPYC-IBPB': { like: 'EPYC', features: 'ibpb' },
  'EPYC-Rome': {
    like: 'EPYC-IBPB',
    features: 'clwb umip rdpid perfctr-core clzero xsaveerptr wbnoinvd amd-stibp npt -topoext',
  },
  'EPYC-Milan': {
    like: 'EPYC-Rome',
    features: 'pcid erms invpcid pku fsrm xsaves topoext ibrs amd-ssbd svme-addr-chk',
  },
  Conroe: {
    vendor: 'GenuineIntel',
    features: `pni ssse3 fpu de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2
    lahf-lm syscall nx lm`,
  },
  core2duo: { like: 'Conroe', features: 'cx16 acpi ss' },
  Penryn: { like: 'Conroe', features: 'cx16 sse4.1' },
  Nehalem: { like: 'Penryn', features: 'sse4.2 popcnt' },
  'Nehalem-IBRS': { like: 'Nehalem', features: 'spec-ctrl' },
  SandyBridge: { like: 'Nehalem', features: 'pclmulqdq x2apic tsc-deadline aes xsave avx arat xsaveopt rdtscp' },
  'SandyBridge-IBRS': { like: 'SandyBridge', features: 'spec-ctrl' },
  Westmere: { like: 'Nehalem', features: 'pclmulqdq aes arat' },
  'Westmere-IBRS': { like: 'Westmere', features: 'spec-ctrl' },
  IvyBridge: { like: 'SandyBridge', features: 'f16c rdrand fsgsbase smep erms' },
  'IvyBridge-IBRS': { like: 'IvyBridge', features: 'spec-ctrl' },
  'Haswell-noTSX': { like: 'IvyBridge', features: 'fma pcid movbe bmi1 avx2 bmi2 invpcid abm' },
  'Haswell-noTSX-IBRS': { like: 'Haswell-noTSX', features: 'spec-ctrl' },
  Haswell: { like: 'Haswell-noTSX', features: 'hle rtm' },
  'Haswell-IBRS': { like: 'Haswell', features: 'spec-ctrl' },
  'Broadwell-noTSX': { like: 'Haswell-noTSX', features: 'rdseed adx smap 3dnowprefetch' },
  'Broadwell-noTSX-IBRS': { like: 'Broadwell-noTSX', features: 'spec-ctrl' },
  Broadwell: { like: 'Broadwell-noTSX', features: 'hle rtm' },
  'Broadwell-IBRS': { like: 'Broadwell', features: 'spec-ctrl' },
  'Skylake-Server-noTSX-IBRS': {
    like: 'Broadwell-noTSX-IBRS',
    features: 'vme avx512f avx512dq clwb avx512cd avx512bw avx512vl pku xsavec xgetbv1 pdpe1gb',
  },
  'Skylake-Server': { like: 'Skylake-Server-noTSX-IBRS', features: 'hle rtm clflushopt -spec-ctrl' },
  'Skylake-Server-IBRS': { like: 'Skylake-Server-noTSX-IBRS', features: 'hle rtm' },
  'Cascadelake-Server': { like: 'Skylake-Server', features: 'avx512vnni spec-ctrl ssbd' },
  'Cascadelake-Server-noTSX': {
    like: 'Cascadelake-Server',
    features: 'arch-capabilities rdctl-no ibrs-all skip-l1dfl-vmentry mds-no -hle -rtm',
  },
  Cooperlake: { like: 'Cascadelake-Server-noTSX', features: 'hle rtm stibp avx512-bf16 pschange-mc-no taa-no' },
  'Skylake-Client-noTSX-IBRS': { like: 'Broadwell-noTSX-IBRS', features: 'vme xsavec xgetbv1' },
  'Skylake-Client': { like: 'Broadwell', features: 'vme xsavec xgetbv1' },
  'Skylake-Client-IBRS': { like: 'Skylake-Client', features: 'spec-ctrl' },
  Denverton: {
    like: 'IvyBridge-IBRS',
    features: `movbe vme mpx rdseed smap clflushopt sha-ni arch-capabilities ssbd xsavec xgetbv1 3dnowprefetch pdpe1gb
    rdctl-no skip-l1dfl-vmentry -avx -f16c`,
  },
  KnightsMill: {
    like: 'Broadwell-noTSX',
    features: `vme ss avx512f avx512pf avx512er avx512cd avx512-vpopcntdq avx512-4vnniw avx512-4fmaps pdpe1gb -pcid
    -invpcid -smap`,
  },
  Snowridge: {
    like: 'Denverton',
    features:
      'clwb umip gfni cldemote movdiri movdir64b core-capability split-lock-detect -rdctl-no -skip-l1dfl-vmentry',
  },
  'Icelake-Server-noTSX': {
    like: 'Cascadelake-Server',
    features: 'avx512vbmi umip avx512vbmi2 gfni vaes vpclmulqdq avx512bitalg avx512-vpopcntdq la57 wbnoinvd -hle -rtm',
  },
  'Icelake-Server': { like: 'Icelake-Server-noTSX', features: 'hle rtm' },
  Dhyana: {
    vendor: 'HygonGenuine',
    features: `pni ssse3 fma cx16 sse4.1 sse4.2 movbe popcnt xsave avx f16c rdrand fpu vme de pse tsc msr pae mce cx8 apic
    sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 arat fsgsbase bmi1 avx2 smep bmi2 rdseed adx smap
    clflushopt xsaveopt xsavec xgetbv1 lahf-lm svm cr8legacy abm sse4a misalignsse 3dnowprefetch osvw topoext
    syscall nx mmxext fxsr-opt pdpe1gb rdtscp lm ibpb npt nrip-save`,
  },
}

/** Vendor and features of a model; undefined for one that no host is described by. */
export function x86Model(name: string): { vendor: string; features: ReadonlySet<string> } | undefined {
  const model = Object.hasOwn(models, name) ? models[name] : undefined
  if (!model) return undefined
  const base = model.like === undefined ? undefined : x86Model(model.like)
  const features = new Set(base?.features)
  for (const word of model.features.split(/\s+/)) {
    if (word.startsWith('-')) features.delete(word.slice(1))
    else features.add(word)
  }
  return { vendor: model.vendor ?? base?.vendor ?? '', features }
}

export const x86Models: readonly string[] = Object.keys(models)

/** What boards have where nothing is said; no host is described by them. */
const common = `fpu de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 pni`
const plainModels: Record<string, string> = {
  qemu64: `${common} cx16 syscall nx lm svm`,
  kvm64: `${common} cx16 syscall nx lm`,
  kvm32: common,
}

/** The features of any model that is known here. */
export function namedX86Model(name: string): ReadonlySet<string> | undefined {
  const plain = Object.hasOwn(plainModels, name) ? plainModels[name] : undefined
  return plain === undefined ? x86Model(name)?.features : new Set(plain.split(/\s+/))
}

import type { CpuidWord } from '../../devices/context.ts'

/**
 * Features of x86 CPUs by the CPUID word that holds them (leaf and register; MSRs last), in the order of their bits: the order in
 * which a CPU is written down. Names are QEMU's. A number is the bit at which the next one stands, where that is not the next
 * bit; of words with a question mark nobody asks for bits.
 */
const words: Record<string, string> = {
  '1.ecx': `pni pclmulqdq dtes64 monitor ds-cpl vmx smx est tm2 ssse3 cid 12 fma cx16 xtpr pdcm 17 pcid dca sse4.1
    sse4.2 x2apic movbe popcnt tsc-deadline aes xsave 28 avx f16c rdrand hypervisor`,
  '1.edx': `fpu vme de pse tsc msr pae mce cx8 apic 11 sep mtrr pge mca cmov pat pse36 pn clflush 21 ds acpi mmx fxsr
    sse sse2 ss ht tm ia64 pbe`,
  '6.eax': '2 arat',
  '7.0.ebx': `fsgsbase tsc-adjust sgx bmi1 hle avx2 fdp-excptn-only smep bmi2 erms invpcid rtm 13 zero-fcs-fds mpx 16
    avx512f avx512dq rdseed adx smap avx512ifma pcommit clflushopt clwb intel-pt avx512pf avx512er avx512cd
    sha-ni avx512bw avx512vl`,
  '7.0.ecx': `1 avx512vbmi umip pku 5 waitpkg avx512vbmi2 8 gfni vaes vpclmulqdq avx512vnni avx512bitalg 14
    avx512-vpopcntdq 16 la57 22 rdpid 24 bus-lock-detect cldemote 27 movdiri movdir64b 30 sgxlc pks`,
  '7.0.edx': `1 sgx-keys avx512-4vnniw avx512-4fmaps fsrm 8 avx512-vp2intersect 10 md-clear 14 serialize 16 tsx-ldtrk
    19 arch-lbr 22 amx-bf16 avx512-fp16 amx-tile amx-int8 spec-ctrl stibp flush-l1d arch-capabilities
    core-capability ssbd`,
  '7.1.eax': `sha512 sm3 sm4 4 avx-vnni avx512-bf16 7 cmpccxadd 10 fzrm fsrs fsrc 17 fred lkgs wrmsrns 21 amx-fp16 23
    avx-ifma 26 lam`,
  '7.1.edx': '4 avx-vnni-int8 avx-ne-convert 8 amx-complex 10 avx-vnni-int16 14 prefetchiti 19 avx10',
  '7.2.edx': '? intel-psfd ipred-ctrl rrsba-ctrl ddpd-u bhi-ctrl mcdt-no',
  '13.1.eax': 'xsaveopt xsavec xgetbv1 xsaves xfd',
  '20.0.ebx': '? intel-pt-lip',
  '24.0.ebx': '? avx10-128 avx10-256 avx10-512',
  '80000001.ecx': `lahf-lm cmp-legacy svm extapic cr8legacy abm sse4a misalignsse 3dnowprefetch osvw ibs xop skinit wdt 15
    lwp fma4 tce 19 nodeid-msr 21 tbm topoext perfctr-core perfctr-nb`,
  '80000001.edx': '11 syscall 20 nx 22 mmxext 25 fxsr-opt pdpe1gb rdtscp 29 lm 3dnowext 3dnow',
  '80000007.ebx': 'overflow-recov succor',
  '80000007.edx': '8 invtsc',
  '80000008.ebx': `clzero 2 xsaveerptr 9 wbnoinvd 12 ibpb 14 ibrs amd-stibp 17 stibp-always-on 24 amd-ssbd virt-ssbd
    amd-no-ssb 28 amd-psfd`,
  '8000000a.edx': `npt lbrv svm-lock nrip-save tsc-scale vmcb-clean flushbyasid decodeassists 10 pause-filter 12 pfthreshold
    avic 15 v-vmsave-vmload vgif 25 vnmi 28 svme-addr-chk`,
  '80000021.eax': `? no-nested-data-bp fs-gs-base-ns lfence-always-serializing null-sel-clr-base auto-ibrs prefetchi eraps
    sbpb ibpb-brtype srso-no srso-user-kernel-no`,
  '80000022.eax': '? perfmon-v2',
  'c0000001.edx': '? xstore xstore-en xcrypt xcrypt-en ace2 ace2-en phe phe-en pmm pmm-en',
  'msr 10a': `? rdctl-no ibrs-all rsba skip-l1dfl-vmentry ssb-no mds-no pschange-mc-no tsx-ctrl taa-no sbdr-ssdp-no
    fbsdp-no psdp-no fb-clear bhi-no rrsba pbrsb-no gds-no rfds-no rfds-clear`,
  'msr cf': '? split-lock-detect',
}

interface Place {
  name: string
  /** Leaf, sub-leaf where there are any, register. */
  word: string
  bit: number | undefined
}

const places: readonly Place[] = Object.entries(words).flatMap(([word, text]) => {
  const [first, ...rest] = text.trim().split(/\s+/)
  const isPlaced = first !== '?'
  let bit = 0
  return (isPlaced ? [first ?? '', ...rest] : rest).flatMap((name) => {
    if (!/^\d+$/.test(name)) return { name, word, bit: isPlaced ? bit++ : undefined }
    bit = Number(name)
    return []
  })
})

export const x86Features: readonly string[] = places.map(({ name }) => name)

/** Which features registers say that a CPU has, or has not; of others they say nothing. */
export function featuresOfWords(given: readonly CpuidWord[]): Map<string, boolean> {
  const values = new Map(given.map((each) => [wordOf(each), each.features]))
  return new Map(
    places.flatMap(({ name, word, bit }) => {
      const value = values.get(word)
      return bit === undefined || value === undefined ? [] : [[name, ((value >>> bit) & 1) === 1] as const]
    }),
  )
}

/** As in the table: small leaves in decimal, as documents have them. */
function wordOf({ 'cpuid-input-eax': leaf, 'cpuid-input-ecx': sub, 'cpuid-register': register }: CpuidWord): string {
  const name = leaf < 0x80000000 ? String(leaf) : leaf.toString(16)
  return [name, ...(sub === undefined ? [] : [String(sub)]), register.toLowerCase()].join('.')
}

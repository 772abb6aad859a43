/**
 * Features of x86 CPUs by the CPUID word that holds them (leaf and register; MSRs last), in the order of their bits: the order in
 * which a CPU is written down. Names are QEMU's.
 */
const words: Record<string, string> = {
  '1.ecx': `pni pclmulqdq dtes64 monitor ds-cpl vmx smx est tm2 ssse3 cid fma cx16 xtpr pdcm pcid dca sse4.1 sse4.2 x2apic
    movbe popcnt tsc-deadline aes xsave avx f16c rdrand hypervisor`,
  '1.edx': `fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 pn clflush ds acpi mmx fxsr sse sse2 ss
    ht tm ia64 pbe`,
  '6.eax': 'arat',
  '7.0.ebx': `fsgsbase tsc-adjust sgx bmi1 hle avx2 fdp-excptn-only smep bmi2 erms invpcid rtm zero-fcs-fds mpx avx512f
    avx512dq rdseed adx smap avx512ifma pcommit clflushopt clwb intel-pt avx512pf avx512er avx512cd sha-ni avx512bw avx512vl`,
  '7.0.ecx': `avx512vbmi umip pku waitpkg avx512vbmi2 gfni vaes vpclmulqdq avx512vnni avx512bitalg avx512-vpopcntdq la57
    rdpid bus-lock-detect cldemote movdiri movdir64b sgxlc pks`,
  '7.0.edx': `sgx-keys avx512-4vnniw avx512-4fmaps fsrm avx512-vp2intersect md-clear serialize tsx-ldtrk arch-lbr amx-bf16
    avx512-fp16 amx-tile amx-int8 spec-ctrl stibp flush-l1d arch-capabilities core-capability ssbd`,
  '7.1.eax': `sha512 sm3 sm4 avx-vnni avx512-bf16 cmpccxadd fzrm fsrs fsrc fred lkgs wrmsrns amx-fp16 avx-ifma lam`,
  '7.1.edx': 'avx-vnni-int8 avx-ne-convert amx-complex avx-vnni-int16 prefetchiti avx10',
  '7.2.edx': 'intel-psfd ipred-ctrl rrsba-ctrl ddpd-u bhi-ctrl mcdt-no',
  '13.1.eax': 'xsaveopt xsavec xgetbv1 xsaves xfd',
  '20.0.ebx': 'intel-pt-lip',
  '24.0.ebx': 'avx10-128 avx10-256 avx10-512',
  '80000001.ecx': `lahf-lm cmp-legacy svm extapic cr8legacy abm sse4a misalignsse 3dnowprefetch osvw ibs xop skinit wdt lwp
    fma4 tce nodeid-msr tbm topoext perfctr-core perfctr-nb`,
  '80000001.edx': 'syscall nx mmxext fxsr-opt pdpe1gb rdtscp lm 3dnowext 3dnow',
  '80000007.ebx': 'overflow-recov succor',
  '80000007.edx': 'invtsc',
  '80000008.ebx': `clzero xsaveerptr wbnoinvd ibpb ibrs amd-stibp stibp-always-on amd-ssbd virt-ssbd amd-no-ssb amd-psfd`,
  '8000000a.edx': `npt lbrv svm-lock nrip-save tsc-scale vmcb-clean flushbyasid decodeassists pause-filter pfthreshold avic
    v-vmsave-vmload vgif vnmi svme-addr-chk`,
  '80000021.eax': `no-nested-data-bp fs-gs-base-ns lfence-always-serializing null-sel-clr-base auto-ibrs prefetchi eraps sbpb
    ibpb-brtype srso-no srso-user-kernel-no`,
  '80000022.eax': 'perfmon-v2',
  'c0000001.edx': 'xstore xstore-en xcrypt xcrypt-en ace2 ace2-en phe phe-en pmm pmm-en',
  'msr 10a': `rdctl-no ibrs-all rsba skip-l1dfl-vmentry ssb-no mds-no pschange-mc-no tsx-ctrl taa-no sbdr-ssdp-no fbsdp-no
    psdp-no fb-clear bhi-no rrsba pbrsb-no gds-no rfds-no rfds-clear`,
  'msr cf': 'split-lock-detect',
}

export const x86Features: readonly string[] = Object.values(words).flatMap((names) => names.trim().split(/\s+/))

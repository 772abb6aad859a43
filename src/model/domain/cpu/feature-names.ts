const underscored = new Set(
  `tsc-adjust lahf-lm cmp-legacy fxsr-opt nodeid-msr perfctr-core perfctr-nb svm-lock tsc-scale vmcb-clean`.split(' '),
)

/** Domain XML and capabilities keep some names from before QEMU settled on dashes. */
export function xmlFeature(name: string): string {
  if (name === 'pclmulqdq') return 'pclmuldq'
  return underscored.has(name) ? name.replaceAll('-', '_') : name
}

/** QEMU's name of one that domain XML names. */
export function qemuNameOfX86(name: string): string {
  if (name === 'pclmuldq') return 'pclmulqdq'
  if (name === 'vmx-invvpid-single-context') return 'vmx-invvpid-single-addr'
  return name.replaceAll('_', '-')
}

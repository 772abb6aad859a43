/** libvirt's names of those who make x86 CPUs, by what CPUID says. */
const vendors = new Map([
  ['GenuineIntel', 'Intel'],
  ['AuthenticAMD', 'AMD'],
  ['HygonGenuine', 'Hygon'],
])

export function x86Vendor(id: string | undefined): string | undefined {
  return id === undefined ? undefined : vendors.get(id)
}

/** What CPUID says for one of libvirt's names. */
export function x86VendorId(name: string | undefined): string | undefined {
  return [...vendors].find(([, each]) => each === name)?.[0]
}

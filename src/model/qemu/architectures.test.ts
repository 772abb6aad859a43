import { describe, expect, test } from 'vitest'
import {
  architectureNamed,
  architectureOfHost,
  architectures,
  emulatorNames,
  findArchitecture,
  guestsOf,
  runsNatively,
} from './architectures.ts'

describe('architectures', () => {
  test.each([
    ['x86_64', 'x86_64'],
    ['x86', 'i686'],
    ['i386', 'i686'],
    ['arm', 'armv7l'],
    ['arm64', 'aarch64'],
    ['ppc', 'ppc'],
    ['ppc64le', 'ppc64le'],
    ['sparc', 'sparc'],
  ])('%s is %s', (name, expected) => {
    expect(findArchitecture(name)?.name).toBe(expected)
  })

  test('no name means two architectures', () => {
    const names = architectures.flatMap((arch) => [arch.name, ...(arch.alsoCalled ?? [])])
    expect(new Set(names).size).toBe(names.length)
  })

  test('an unknown one names the nearest', () => {
    expect(() => architectureNamed('x86_46')).toThrow(/did you mean 'x86_64'/)
  })

  test("Node's names", () => {
    expect(['x64', 'ia32', 'arm64', 'arm', 'ppc64', 'riscv64', 's390x', 'loong64'].map(architectureOfHost)).toEqual([
      'x86_64',
      'i686',
      'aarch64',
      'armv7l',
      'ppc64',
      'riscv64',
      's390x',
      'loongarch64',
    ])
  })

  test('what a CPU runs', () => {
    expect(runsNatively('x86_64', 'i686')).toBe(true)
    expect(runsNatively('aarch64', 'armv7l')).toBe(true)
    expect(runsNatively('i686', 'x86_64')).toBe(false)
    expect(runsNatively('x86_64', 'aarch64')).toBe(false)
  })

  test('which emulators are tried', () => {
    const names = (guest: string, host: string) => emulatorNames(architectureNamed(guest), host)
    expect(names('x86_64', 'x86_64')).toEqual(['qemu-system-x86_64', 'qemu-kvm'])
    expect(names('i686', 'x86_64')).toEqual(['qemu-system-i386', 'qemu-system-x86_64', 'qemu-kvm'])
    expect(names('armv7l', 'aarch64')).toEqual(['qemu-system-aarch64', 'qemu-system-arm', 'qemu-kvm'])
    expect(names('armv7l', 'x86_64')).toEqual(['qemu-system-arm', 'qemu-system-aarch64'])
    expect(names('ppc64le', 'x86_64')).toEqual(['qemu-system-ppc64'])
  })

  test('which guests a binary runs', () => {
    expect(guestsOf('x86_64')).toEqual(['x86_64', 'i686'])
    expect(guestsOf('ppc64')).toEqual(['ppc64', 'ppc64le', 'ppc'])
    expect(guestsOf('arm')).toEqual(['armv7l', 'armv6l'])
  })
})

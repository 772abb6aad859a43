import type { Emitter } from '../section.ts'

export const bootOption: Emitter = () => [{ make: 'keyval', option: '-boot', props: { strict: true } }]

export const kernelOptions: Emitter = ({ domain: { os } }) =>
  [
    { option: '-kernel', value: os.kernel },
    { option: '-initrd', value: os.initrd },
    { option: '-append', value: os.cmdline },
    { option: '-dtb', value: os.dtb },
  ].flatMap(({ option, value }) => (value === undefined ? [] : [{ make: 'option' as const, option, value }]))

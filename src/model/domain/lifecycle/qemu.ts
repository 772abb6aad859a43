import type { Emitter } from '../section.ts'

/** QEMU stays when the guest powers off, so that what happens then is decided here. */
export const noShutdown: Emitter = () => [{ make: 'option', option: '-no-shutdown' }]

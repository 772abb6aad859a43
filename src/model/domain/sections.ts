import { clock } from './clock/index.ts'
import { cpu } from './cpu/index.ts'
import { firstConsole } from './first-console/index.ts'
import { lifecycle } from './lifecycle/index.ts'
import { memory } from './memory/index.ts'
import { os } from './os/index.ts'
import type { Section } from './section.ts'
import { vcpu } from './vcpu/index.ts'

/** All sections, in the order in which they are completed and checked. */
export const sections: readonly Section[] = [memory, vcpu, os, cpu, clock, lifecycle, firstConsole]

import { blkiotune } from './blkiotune/index.ts'
import { clock } from './clock/index.ts'
import { cpu } from './cpu/index.ts'
import { cputune } from './cputune/index.ts'
import { features } from './features/index.ts'
import { firstConsole } from './first-console/index.ts'
import { genid } from './genid/index.ts'
import { identity } from './identity/index.ts'
import { iothreads } from './iothreads/index.ts'
import { keywrap } from './keywrap/index.ts'
import { launchSecurity } from './launch-security/index.ts'
import { lifecycle } from './lifecycle/index.ts'
import { memory } from './memory/index.ts'
import { memoryBacking } from './memory-backing/index.ts'
import { memtune } from './memtune/index.ts'
import { numa } from './numa/index.ts'
import { numatune } from './numatune/index.ts'
import { os } from './os/index.ts'
import { qemuNamespaceSection } from './qemu-namespace/index.ts'
import { seclabel } from './seclabel/index.ts'
import type { Section } from './section.ts'
import { sysinfo } from './sysinfo/index.ts'
import { throttleGroupsSection } from './throttlegroups/index.ts'
import { vcpu } from './vcpu/index.ts'

/** All sections, in the order in which they are completed and checked. */
export const sections: readonly Section[] = [
  identity,
  genid,
  numatune,
  vcpu,
  iothreads,
  throttleGroupsSection,
  cputune,
  blkiotune,
  memtune,
  numa,
  memoryBacking,
  memory,
  features,
  os,
  cpu,
  clock,
  lifecycle,
  sysinfo,
  seclabel,
  keywrap,
  launchSecurity,
  firstConsole,
  qemuNamespaceSection,
]

import { LodgeError } from '../../base/errors.ts'
import * as linux from './linux/index.ts'

/** What differs between operating systems: a folder each, with the same exports. Another one is a folder and a row. */
const systems: Partial<Record<NodeJS.Platform, typeof linux>> = { linux }

export type { ProcessIdentity } from './linux/index.ts'

export const {
  cpuSignature,
  describeProcess,
  emulatorFolders,
  firmwareFolders,
  hugepageMounts,
  identify,
  isAlive,
  isOpticalDrive,
  kvmUsability,
  moduleFolders,
  numaNodes,
  openTap,
  pageSize,
  portsInUse,
  renderNode,
  scsiGeneric,
  vhostNetDevice,
} = systems[process.platform] ?? refuse()

function refuse(): never {
  throw new LodgeError(
    'NO_SUPPORT',
    `guests cannot be run on ${process.platform}: Lodge knows ${Object.keys(systems)}`,
    {
      hint: 'run it on Linux; XML can be read and checked anywhere',
    },
  )
}

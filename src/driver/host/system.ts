import { LodgeError } from '../../base/errors.ts'
import * as linux from './linux/index.ts'

/** What differs between operating systems: a folder each, with the same exports. Another one is a folder and a row. */
const systems: Partial<Record<NodeJS.Platform, typeof linux>> = { linux }

export type {
  Account,
  CpuTimes,
  DescriptorPassing,
  InterfaceCounters,
  MemoryAmounts,
  PeerCredentials,
  ProcessIdentity,
  Processor,
  Received,
  ThreadUse,
} from './linux/index.ts'

/** The class is a value below, for its own platform. */
export type Cgroup = linux.Cgroup

export const {
  Cgroup,
  accountOf,
  blockDeviceSize,
  caches,
  certificateAuthority,
  childrenOf,
  confinement,
  cpuNumbers,
  cpuPlace,
  cpuSignature,
  cpuTimeOf,
  startOf,
  cpuTimes,
  describeProcess,
  enterScope,
  descriptorOf,
  descriptorPassing,
  emulatorFolders,
  endingWithUs,
  firmwareFolders,
  firmwareTables,
  groupName,
  hasIommu,
  hasScopes,
  hasUser,
  hostMemory,
  hugePageSizes,
  hugepageMounts,
  identify,
  installationId,
  interfaceCounters,
  isAlive,
  isOpticalDrive,
  isStopped,
  kvmUsability,
  listeningSockets,
  lockHolders,
  moduleFolders,
  neighbours,
  nodeCpus,
  nodeDistances,
  nodeMemory,
  numaNodes,
  openTap,
  ownerOf,
  pageMerging,
  pagePools,
  pageSize,
  peerReader,
  portsInUse,
  processUse,
  processor,
  processWith,
  processesMarked,
  removeCgroup,
  renderNode,
  scsiGeneric,
  setAffinity,
  sleepStates,
  sweepCgroups,
  threadsOf,
  userName,
  userOf,
  wordsOf,
  threadCpus,
  threadUse,
  vhostNetDevice,
  vhostUserFolders,
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

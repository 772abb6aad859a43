export { type Account, accountOf, groupName, hasUser, userName } from './accounts.ts'
export { setAffinity } from './affinity.ts'
export { Cgroup, removeCgroup, sweepCgroups } from './cgroup.ts'
export { confinement } from './confinement.ts'
export { cpuSignature } from './cpu.ts'
export { type CpuTimes, cpuTimes } from './cpu-times.ts'
export { caches, cpuNumbers, cpuPlace, nodeCpus } from './cpu-topology.ts'
export { type DescriptorPassing, descriptorPassing, type Received } from './descriptor-passing.ts'
export { blockDeviceSize, isOpticalDrive, renderNode, scsiGeneric } from './devices.ts'
export { lockHolders } from './file-locks.ts'
export { firmwareTables, installationId } from './firmware-tables.ts'
export { changePool } from './huge-pages.ts'
export { type InterfaceCounters, interfaceCounters } from './interface-counters.ts'
export { kvmUsability } from './kvm.ts'
export { type LightSpawn, lightSpawn, type SpawnedChild } from './light-spawn.ts'
export { listeningSockets } from './listening-sockets.ts'
export { hugepageMounts, numaNodes } from './memory.ts'
export {
  hostMemory,
  hugePageSizes,
  type MemoryAmounts,
  nodeDistances,
  nodeMemory,
  pagePools,
} from './memory-amounts.ts'
export { neighbours } from './neighbours.ts'
export { pageMerging, setPageMerging } from './page-merging.ts'
export { pageSize } from './page-size.ts'
export { descriptorOf, type PeerCredentials, peerReader } from './peer.ts'
export {
  certificateAuthority,
  emulatorFolders,
  firmwareFolders,
  moduleFolders,
  vhostNetDevice,
  vhostUserFolders,
} from './places.ts'
export { portsInUse } from './ports.ts'
export { hasIommu, sleepStates } from './power.ts'
export {
  childrenOf,
  cpuTimeOf,
  describeProcess,
  endingWithUs,
  identify,
  isAlive,
  isStopped,
  ownerOf,
  type ProcessIdentity,
  processesMarked,
  processWith,
  startOf,
  threadsOf,
  userOf,
  wordsOf,
} from './process.ts'
export { type Processor, processor } from './processor.ts'
export { suspendMachine } from './sleep.ts'
export { enterScope, hasScopes } from './systemd-scope.ts'
export { openTap } from './tap.ts'
export { processUse, type ThreadUse, threadCpus, threadUse } from './threads.ts'

import type { PageMerging } from '../../../api/index.ts'

/** VIR_NODE_MEMORY_SHARED_* */
export const mergingParameters = {
  shm_pages_to_scan: ['uint'],
  shm_sleep_millisecs: ['uint'],
  shm_pages_shared: ['ullong'],
  shm_pages_sharing: ['ullong'],
  shm_pages_unshared: ['ullong'],
  shm_pages_volatile: ['ullong'],
  shm_full_scans: ['ullong'],
  shm_merge_across_nodes: ['uint'],
} as const

export const mergingNames = {
  pagesToScan: 'shm_pages_to_scan',
  sleep: 'shm_sleep_millisecs',
  shared: 'shm_pages_shared',
  sharing: 'shm_pages_sharing',
  unshared: 'shm_pages_unshared',
  volatile: 'shm_pages_volatile',
  fullScans: 'shm_full_scans',
  acrossCells: 'shm_merge_across_nodes',
} as const satisfies Record<keyof PageMerging, keyof typeof mergingParameters>

/** Those that can be set. */
export const changeableMerging = {
  [mergingNames.pagesToScan]: ['uint'],
  [mergingNames.sleep]: ['uint'],
  [mergingNames.acrossCells]: ['uint'],
} as const

import { struct } from '../../../formats/xdr/index.ts'
import { countOfNone, eventsOfNone, listOfNone, lookupOfNone, namesOfNone } from './absent.ts'
import type { ProcedureName } from './numbers.ts'
import { text, uuid } from './types.ts'

const search = 'connect:search-storage-pools'
const poolHandle = struct({ name: text, uuid })
const volumeHandle = struct({ pool: text, name: text, key: text })
const pool = { access: 'storage-pool:getattr', handle: poolHandle, code: 'NO_STORAGE_POOL' } as const
const volume = { access: 'storage-vol:getattr', handle: volumeHandle, code: 'NO_STORAGE_VOL' } as const
const registrations = eventsOfNone(search, 'storage pool', poolHandle)

/** Storage pools, and volumes in them. */
export const storage = {
  CONNECT_NUM_OF_STORAGE_POOLS: countOfNone(search),
  CONNECT_LIST_STORAGE_POOLS: namesOfNone(search),
  CONNECT_NUM_OF_DEFINED_STORAGE_POOLS: countOfNone(search),
  CONNECT_LIST_DEFINED_STORAGE_POOLS: namesOfNone(search),
  CONNECT_LIST_ALL_STORAGE_POOLS: listOfNone(search, poolHandle),
  STORAGE_POOL_LOOKUP_BY_NAME: lookupOfNone({
    ...pool,
    args: struct({ name: text }),
    says: ({ name }) => `Storage pool not found: no storage pool with matching name '${name}'`,
  }),
  STORAGE_POOL_LOOKUP_BY_UUID: lookupOfNone({
    ...pool,
    args: struct({ uuid }),
    says: ({ uuid }) => `Storage pool not found: no storage pool with matching uuid '${uuid}'`,
  }),
  STORAGE_POOL_LOOKUP_BY_TARGET_PATH: lookupOfNone({
    ...pool,
    args: struct({ path: text }),
    says: ({ path }) => `Storage pool not found: no storage pool with matching target path '${path}'`,
  }),
  STORAGE_VOL_LOOKUP_BY_KEY: lookupOfNone({
    ...volume,
    args: struct({ key: text }),
    says: ({ key }) => `Storage volume not found: no storage vol with matching key ${key}`,
  }),
  STORAGE_VOL_LOOKUP_BY_PATH: lookupOfNone({
    ...volume,
    args: struct({ path: text }),
    says: ({ path }) => `Storage volume not found: no storage vol with matching path '${path}'`,
  }),
  CONNECT_STORAGE_POOL_EVENT_REGISTER_ANY: registrations.register,
  CONNECT_STORAGE_POOL_EVENT_DEREGISTER_ANY: registrations.deregister,
} satisfies Partial<Record<ProcedureName, unknown>>

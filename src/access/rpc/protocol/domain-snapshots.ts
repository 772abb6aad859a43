import { type ErrorCode, LodgeError } from '../../../base/errors.ts'
import { int, list, struct, uint, type Xdr } from '../../../formats/xdr/index.ts'
import type { ProcedureName } from './numbers.ts'
import { domainOf, procedure } from './procedure.ts'
import { bounds, type DomainHandle, domainFlagsArgs, domainHandle, flags, intResult, text } from './types.ts'

/** Snapshots and checkpoints are named alike: by their own name, and the domain that they are of. */
const point = struct({ name: text, dom: domainHandle })

const absent = { access: 'domain:read', absent: true } as const

/** Of a domain that is there, which has none; a filter leaves nothing of nothing, so that flags are not looked at. */
function ofNone<A extends { dom: DomainHandle }, R>(args: Xdr<A>, result: Xdr<R>, none: R) {
  return procedure({
    ...{ args, result, ...absent },
    answer: async (call, { dom }) => {
      await domainOf(call, dom)
      return none
    },
  })
}

interface Lookup<A> {
  args: Xdr<A>
  code: ErrorCode
  /** What libvirt says of one that is not there. */
  says(wanted: A): string
}

function lookupOfNone<A extends { dom: DomainHandle }>({ args, code, says }: Lookup<A>) {
  return procedure({
    ...{ args, result: struct({ found: point }), ...absent },
    answer: async (call, wanted) => {
      await domainOf(call, wanted.dom)
      throw new LodgeError(code, says(wanted))
    },
  })
}

const countOfNone = () => ofNone(domainFlagsArgs, intResult, { value: 0 })

const listOfNone = () =>
  ofNone(struct({ dom: domainHandle, wanted: int, flags }), struct({ found: list(point, bounds.list), count: uint }), {
    found: [],
    count: 0,
  })

const named = struct({ dom: domainHandle, name: text, flags })

/** States of domains that were kept, of which there are none: what virt-manager looks for in each domain that it shows. */
export const domainSnapshots = {
  DOMAIN_SNAPSHOT_NUM: countOfNone(),
  DOMAIN_SNAPSHOT_LIST_NAMES: ofNone(
    struct({ dom: domainHandle, most: int, flags }),
    struct({ names: list(text, bounds.list) }),
    { names: [] },
  ),
  DOMAIN_LIST_ALL_SNAPSHOTS: listOfNone(),
  DOMAIN_HAS_CURRENT_SNAPSHOT: countOfNone(),
  DOMAIN_SNAPSHOT_LOOKUP_BY_NAME: lookupOfNone({
    args: named,
    code: 'NO_DOMAIN_SNAPSHOT',
    says: ({ name }) => `Domain snapshot not found: no domain snapshot with matching name '${name}'`,
  }),
  DOMAIN_SNAPSHOT_CURRENT: lookupOfNone({
    args: domainFlagsArgs,
    code: 'NO_DOMAIN_SNAPSHOT',
    says: () => 'Domain snapshot not found: the domain does not have a current snapshot',
  }),
  DOMAIN_LIST_ALL_CHECKPOINTS: listOfNone(),
  DOMAIN_CHECKPOINT_LOOKUP_BY_NAME: lookupOfNone({
    args: named,
    code: 'NO_DOMAIN_CHECKPOINT',
    says: ({ name }) => `Domain checkpoint not found: no domain checkpoint with matching name '${name}'`,
  }),
  DOMAIN_HAS_MANAGED_SAVE_IMAGE: countOfNone(),
} satisfies Partial<Record<ProcedureName, unknown>>

import { type ErrorCode, LodgeError } from '../../../base/errors.ts'
import { int, list, nothing, optional, struct, uint, type Xdr } from '../../../formats/xdr/index.ts'
import type { AccessClass } from './access.ts'
import { type AbsentKind, procedure } from './procedure.ts'
import { bounds, flags, intResult, text } from './types.ts'

/**
 * Procedures of objects that are not kept here: their lists are empty and nobody finds one, which is what a libvirtd says that has none, and what
 * tools go on from. A filter leaves nothing of nothing, so that flags are not looked at.
 */
export const absent = { quick: true, absent: true } as const

export function countOfNone(access: AccessClass) {
  return procedure({ args: nothing, result: intResult, access, ...absent, answer: () => ({ value: 0 }) })
}

export function namesOfNone(access: AccessClass) {
  return procedure({
    args: struct({ most: int }),
    result: struct({ names: list(text, bounds.list) }),
    ...{ access, ...absent },
    answer: () => ({ names: [] }),
  })
}

export function listOfNone<H>(access: AccessClass, handle: Xdr<H>) {
  return procedure({
    args: struct({ wanted: int, flags }),
    result: struct({ found: list(handle, bounds.list), count: uint }),
    ...{ access, ...absent },
    answer: () => ({ found: [], count: 0 }),
  })
}

interface Lookup<A, H> {
  access: AccessClass
  args: Xdr<A>
  handle: Xdr<H>
  code: ErrorCode
  /** What libvirt says of one that is not there. */
  says(wanted: A): string
}

export function lookupOfNone<A, H>({ access, args, handle, code, says }: Lookup<A, H>) {
  return procedure({
    args,
    result: struct({ found: handle }),
    ...{ access, ...absent },
    answer: (_, wanted) => {
      throw new LodgeError(code, says(wanted))
    },
  })
}

/** Registrations for events that don't come: clients that could not register would ask again and again instead. */
export function eventsOfNone<H>(access: AccessClass, kind: AbsentKind, handle: Xdr<H>) {
  return {
    register: procedure({
      args: struct({ event: int, of: optional(handle) }),
      result: intResult,
      ...{ access, ...absent },
      answer: ({ session }, { event }) => ({ value: session.watchAbsent(kind, event) }),
    }),
    deregister: procedure({
      args: struct({ number: int }),
      result: nothing,
      ...{ access, ...absent },
      answer: ({ session }, { number }) => session.unwatchAbsent(kind, number),
    }),
  }
}

import { setTimeout as wait } from 'node:timers/promises'
import type { Random } from '../fuzz/random.ts'
import type { RpcPeer } from '../support/rpc-peer.ts'
import type { Seen } from './ledger.ts'
import { stateOf, takeCores } from './panics.ts'
import { definition, mostMemory, type Subject } from './subjects.ts'

/** virDomainUndefineFlagsValues */
const withVariables = 4
const keepingVariables = 8
const keepingKeys = 64

/** virDomainModificationImpact */
const live = 1
const config = 2

/** A call, and what is so once it is answered. */
export interface Deed {
  call: Parameters<RpcPeer['call']>
  to: Partial<Seen>
  /** It is done when this has come, too. */
  until?(peer: RpcPeer): Promise<void>
}

/** What may be done with a domain at some time. */
export interface Choice {
  /** How often it is chosen beside others. */
  weight?: number
  when(now: Seen, subject: Subject): boolean
  deed(on: { now: Seen; subject: Subject; random: Random; dom: object }): Deed
}

const isDefined = ({ definition }: Seen): boolean => definition !== undefined
const runs = ({ active, paused }: Seen): boolean => active && !paused

export const choices: readonly Choice[] = [
  {
    when: () => true,
    deed: ({ subject, random }) => {
      const title = String(random.word())
      const to = { definition: title, note: undefined, memory: mostMemory }
      return { call: ['DOMAIN_DEFINE_XML', { xml: definition(subject, title) }], to }
    },
  },
  {
    weight: 3,
    when: (now) => isDefined(now) && !now.active,
    deed: ({ now, subject, dom }) => ({ call: ['DOMAIN_CREATE', { dom }], to: begun(now, subject) }),
  },
  {
    // What its TPM keeps would go with it.
    when: (now, { hasTpm }) => !isDefined(now) && !now.active && !hasTpm,
    deed: ({ now, subject }) => ({
      call: ['DOMAIN_CREATE_XML', { xml: definition(subject, 'transient'), flags: 0 }],
      to: begun(now, subject),
    }),
  },
  {
    when: ({ active }) => active,
    deed: ({ dom }) => ({
      call: ['DOMAIN_DESTROY', { dom }],
      to: { active: false, paused: false, liveNote: undefined },
    }),
  },
  { when: runs, deed: ({ dom }) => ({ call: ['DOMAIN_SUSPEND', { dom }], to: { paused: true } }) },
  { when: ({ paused }) => paused, deed: ({ dom }) => ({ call: ['DOMAIN_RESUME', { dom }], to: { paused: false } }) },
  {
    when: ({ active }, { panics }) => active && !panics,
    deed: ({ dom }) => ({ call: ['DOMAIN_RESET', { dom, flags: 0 }], to: {} }),
  },
  {
    when: (now, { panics }) => runs(now) && panics,
    deed: ({ dom, subject }) => {
      subject.isReset = true
      return {
        call: ['DOMAIN_RESET', { dom, flags: 0 }],
        to: { active: false, liveNote: undefined },
        until: panicked(subject),
      }
    },
  },
  // Nobody in the guest hears it.
  { when: runs, deed: ({ dom }) => ({ call: ['DOMAIN_REBOOT', { dom, flags: 0 }], to: {} }) },
  {
    when: isDefined,
    deed: ({ dom, random }) => {
      const on = random.oneIn(2)
      return { call: ['DOMAIN_SET_AUTOSTART', { dom, on: on ? 1 : 0 }], to: { autostart: on } }
    },
  },
  {
    // One that runs goes on without a definition.
    when: (now, { hasTpm }) => isDefined(now) && !(now.active && hasTpm),
    deed: ({ now, dom, random }) => {
      const [variables, keys] = [now.active || random.oneIn(2), random.oneIn(2)]
      const flags = (variables ? keepingVariables : withVariables) | (keys ? keepingKeys : 0)
      const to = { definition: undefined, note: undefined, memory: undefined, autostart: false }
      const lost = { ...(!variables && { variables: undefined }), ...(!keys && { keys: false }) }
      return { call: ['DOMAIN_UNDEFINE_FLAGS', { dom, flags }], to: { ...to, ...lost } }
    },
  },
  {
    when: (now) => isDefined(now) && !now.active,
    deed: ({ now, dom, subject: { names } }) => {
      const name = names[0] === now.name ? names[1] : names[0]
      const moves = now.variables === undefined ? {} : { variables: name }
      return { call: ['DOMAIN_RENAME', { dom, name, flags: 0 }], to: { name, ...moves } }
    },
  },
  {
    when: (now) => isDefined(now) || now.active,
    deed: ({ now, dom, random }) => {
      const where = (isDefined(now) ? config : 0) | (now.active ? live : 0)
      const flags = where === (config | live) ? random.pick([live, config, where]) : where
      const text = String(random.word())
      const to = { ...(flags & config && { note: text }), ...(flags & live && { liveNote: text }) }
      return { call: ['DOMAIN_SET_METADATA', { dom, kind: 0, metadata: text, flags }], to }
    },
  },
  {
    when: isDefined,
    deed: ({ dom, random }) => {
      const memory = mostMemory - random.below(1024)
      return { call: ['DOMAIN_SET_MEMORY_FLAGS', { dom, memory, flags: config }], to: { memory } }
    },
  },
]

/** Until its memory was written and it is gone. */
function panicked(subject: Subject): (peer: RpcPeer) => Promise<void> {
  return async (peer) => {
    while ((await stateOf(peer, subject)) !== 'gone') await wait(20)
    if (takeCores(subject.folder) === 0) throw { message: 'no memory was written' }
    subject.isReset = false
  }
}

/** What is so of one that was started. */
function begun({ name, note }: Seen, { hasTpm }: Subject): Partial<Seen> {
  return { active: true, paused: false, liveNote: note, variables: name, ...(hasTpm && { keys: true }) }
}

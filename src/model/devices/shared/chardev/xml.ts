import {
  attr,
  child,
  content,
  element,
  type Field,
  type Infer,
  list,
  optional,
  type Shape,
  union,
  within,
} from '../../../../formats/xml/declare.ts'
import { nonEmpty, oneOf, onOff, string, yesNo } from '../../../../formats/xml/scalars.ts'
import { reconnectField } from '../reconnect.ts'
import { endpoint } from './endpoint.ts'

const labelElement = element(
  'seclabel',
  {
    model: optional(attr(nonEmpty, 'the security driver')),
    relabel: optional(attr(yesNo, 'the label is set')),
    labelskip: optional(attr(yesNo, 'nothing was labelled')),
    label: optional(child(element('label', { text: optional(content(string)) }))),
  },
  "The security driver's label of the host's end",
)

/** Labels as a list that is missing where there are none. */
const labels: Field<Infer<typeof labelElement>[]> = (key) => {
  const inner = list(labelElement)(key)
  return {
    ...inner,
    read: (from, reading) => {
      const found = inner.read(from, reading)
      return found && found.length > 0 ? found : undefined
    },
  }
}

const path = optional(attr(nonEmpty, "the host's end"))
const seclabel = optional(labels)
const mode = optional(attr(oneOf('bind', 'connect'), 'who waits: bind is QEMU, connect the other side'))
const named = within('source', {
  channel: optional(attr(nonEmpty, 'the name under which the client finds it')),
  seclabel,
})

/** What stands behind a character device on the host: the words of `type` and what belongs to each. */
const variants = {
  null: {},
  vc: {},
  pty: within('source', { path: optional(attr(nonEmpty, 'the terminal of a running guest')), seclabel }),
  dev: within('source', { path, seclabel }),
  file: within('source', { path, append: optional(attr(onOff, 'what is there already is kept')), seclabel }),
  pipe: within('source', { path, seclabel }),
  stdio: {},
  udp: { bind: endpoint('bind'), connect: endpoint('connect') },
  tcp: {
    ...within('source', {
      mode,
      host: optional(attr(nonEmpty, 'name or address')),
      service: optional(attr(nonEmpty, 'port')),
      tls: optional(attr(yesNo, 'the connection is encrypted')),
      ...reconnectField,
      seclabel,
    }),
    ...within('protocol', {
      protocol: optional(
        attr(oneOf('raw', 'telnet', 'telnets', 'tls'), 'telnet: its control sequences are answered', { name: 'type' }),
      ),
    }),
  },
  unix: within('source', { mode, path, ...reconnectField, seclabel }),
  spicevmc: {},
  spiceport: named,
  dbus: named,
  nmdm: within('source', {
    master: optional(attr(nonEmpty, 'FreeBSD: a device')),
    slave: optional(attr(nonEmpty, 'FreeBSD: its other end')),
  }),
  'qemu-vdagent': within('source', {
    clipboard: optional(child(element('clipboard', { copypaste: attr(yesNo, 'between host and guest') }))),
    mouse: optional(child(element('mouse', { mode: attr(oneOf('client', 'server'), 'who draws the pointer') }))),
  }),
} satisfies Record<string, Shape>

const source = union('type', variants)
const sourceOrPty = union('type', variants, { fallback: 'pty' })

/** A backend whose type must be named. */
export const chardevSource = source

const logElement = element(
  'log',
  { file: attr(nonEmpty, 'its path'), append: optional(attr(onOff, 'what is there already is kept')) },
  'A file that gets a copy of everything',
)

export const logField = { log: optional(child(logElement)) }

/** Backend and log of serial ports, consoles and their like; a pseudo terminal where no type is named. */
export const chardevFields = { source: sourceOrPty, ...logField }

type ValueOf<F> = F extends Field<infer T> ? T : never
export type ChardevSource = ValueOf<typeof source>
export type ChardevLog = NonNullable<ValueOf<(typeof logField)['log']>>

/** What a device with a character backend has in the model. */
export interface Chardev {
  source: ChardevSource
  log?: ChardevLog
}

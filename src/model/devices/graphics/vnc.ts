import type { Part, Props } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import { listenAddress } from './listens.ts'
import type { DisplayOf } from './xml.ts'

const credentials = 'vnc-tls-creds0'

export function vncParts(vnc: DisplayOf<'vnc'>, context: LaunchContext): Part[] {
  const { host, audio } = context
  const { tls, sasl, password } = host.displays.vnc
  const { head, props } = address(vnc, context)
  const parts: Part[] = [
    {
      make: 'keyval',
      option: '-vnc',
      head,
      props: {
        ...props,
        share: vnc.sharePolicy,
        password: vnc.passwd !== undefined || password !== undefined ? true : undefined,
        'tls-creds': tls ? credentials : undefined,
        sasl: sasl || undefined,
        'power-control': vnc.powerControl,
        audiodev: audio(vnc.audio),
      },
    },
  ]
  if (tls) {
    parts.unshift({
      make: 'object',
      props: {
        'qom-type': 'tls-creds-x509',
        id: credentials,
        dir: `${host.folders.certificates}/libvirt-vnc`,
        endpoint: 'server',
        'verify-peer': true,
      },
    })
  }
  if (vnc.keymap) parts.push({ make: 'option', option: '-k', value: vnc.keymap })
  return parts
}

function address(vnc: DisplayOf<'vnc'>, context: LaunchContext): { head?: string; props: Props } {
  const at = vnc.listens[0]?.at
  if (!at || at.type === 'none') return { head: 'none', props: {} }
  if (at.type === 'socket') return { props: { vnc: `unix:${at.socket ?? `${context.guestFolder}/vnc.sock`}` } }
  const { host } = context
  const listens = listenAddress(at, host.displays.vnc, host)
  const port = vnc.autoport ? context.freePort('vnc') : (vnc.port ?? firstPort)
  const websocket = vnc.websocket === -1 ? context.freePort('websocket') : vnc.websocket
  return { head: `${listens.includes(':') ? `[${listens}]` : listens}:${port - firstPort}`, props: { websocket } }
}

/** Display 0 is this port; QEMU counts from there. */
const firstPort = 5900

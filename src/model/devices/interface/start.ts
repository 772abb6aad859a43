import type { Report } from '../../report.ts'
import type { DeviceContext } from '../context.ts'
import type { Interface } from './xml.ts'

/** What may be defined, and cannot be started: here, now, or at all. */
export function checkInterfaceStart(
  { mac, backend, settings }: Interface,
  { host }: DeviceContext,
  report: Report,
): void {
  const name = `interface ${mac?.address}`
  for (const word of ['tap', 'vhost'] as const) {
    if (settings?.[word] && !withTap.includes(backend.type)) {
      report.unsupported(settings, `${name}: <backend ${word}=…> is not for interfaces of type '${backend.type}'`)
    }
  }
  // networks come and go
  if (backend.type === 'network' && backend.network && !host.network(backend.network)) {
    report.error('OPERATION_FAILED', backend, `${name}: this host has no network '${backend.network}' that is running`)
  }
}

const withTap = ['network', 'bridge', 'ethernet', 'direct', 'internal']

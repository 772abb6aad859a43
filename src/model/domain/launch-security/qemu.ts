import type { Part } from '../../qemu/part.ts'
import type { PlannedFile } from '../../qemu/plan.ts'
import type { Emitter } from '../section.ts'
import type { World } from '../world.ts'

const id = 'lsec0'

/** The object that the machine is confidential by. */
export function guestSupport({ domain }: Pick<World, 'domain'>): string | undefined {
  return domain.launchSecurity ? id : undefined
}

export const launchSecurityObject: Emitter = ({ domain, qemu, guestFolder }): Part[] => {
  const kind = domain.launchSecurity?.kind
  if (!kind) return []
  if (kind.type === 's390-pv') return [{ make: 'object', props: { 'qom-type': 's390-pv-guest', id } }]
  const amd = {
    cbitpos: kind.cbitpos ?? numberOf(qemu.facts.sev?.cbitpos),
    'reduced-phys-bits': kind.reducedPhysBits ?? numberOf(qemu.facts.sev?.['reduced-phys-bits']),
    policy: kind.policy,
    'kernel-hashes': kind.kernelHashes,
  }
  if (kind.type === 'sev') {
    return [
      {
        make: 'object',
        props: {
          'qom-type': 'sev-guest',
          id,
          ...amd,
          'dh-cert-file': kind.dhCert && `${guestFolder}/dh_cert.base64`,
          'session-file': kind.session && `${guestFolder}/session.base64`,
        },
      },
    ]
  }
  return [
    {
      make: 'object',
      props: {
        'qom-type': 'sev-snp-guest',
        id,
        ...amd,
        'author-key-enabled': kind.authorKey,
        'vcek-disabled': kind.vcek === undefined ? undefined : !kind.vcek,
        'guest-visible-workarounds': kind.guestVisibleWorkarounds,
        'id-block': kind.idBlock,
        'id-auth': kind.idAuth,
        'host-data': kind.hostData,
      },
    },
  ]
}

/** Certificate and session of the guest's owner, which QEMU reads from files. */
export function launchSecurityFiles({ domain }: Pick<World, 'domain'>, folder: string): PlannedFile[] {
  const kind = domain.launchSecurity?.kind
  if (kind?.type !== 'sev') return []
  return [
    { name: 'dh_cert.base64', text: kind.dhCert },
    { name: 'session.base64', text: kind.session },
  ].flatMap(({ name, text }) => (text ? [{ path: `${folder}/${name}`, content: { text }, keep: false }] : []))
}

function numberOf(fact: string | number | undefined): number | undefined {
  return fact === undefined ? undefined : Number(fact)
}

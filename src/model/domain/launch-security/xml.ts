import { attr, element, optional, text, union } from '../../../formats/xml/declare.ts'
import { hex, nonEmpty, uint, yesNo } from '../../../formats/xml/scalars.ts'

const amd = {
  kernelHashes: optional(attr(yesNo, 'kernel, initrd and command line are part of what is measured')),
  cbitpos: optional(text(uint)),
  reducedPhysBits: optional(text(uint)),
}

/** Guests that the host itself can't look into. */
export const launchSecurityElement = element(
  'launchSecurity',
  {
    kind: union('type', {
      sev: {
        ...amd,
        policy: text(hex(4)),
        dhCert: optional(text(nonEmpty)),
        session: optional(text(nonEmpty)),
      },
      'sev-snp': {
        authorKey: optional(attr(yesNo)),
        vcek: optional(attr(yesNo)),
        ...amd,
        policy: text(hex(8, Number.MAX_SAFE_INTEGER)),
        guestVisibleWorkarounds: optional(text(nonEmpty)),
        idBlock: optional(text(nonEmpty)),
        idAuth: optional(text(nonEmpty)),
        hostData: optional(text(nonEmpty)),
      },
      's390-pv': {},
    }),
  },
  'Memory that is encrypted from the host',
)

import { attr, element, optional, text, union } from '../../../formats/xml/declare.ts'
import { hex, nonEmpty, uint, yesNo } from '../../../formats/xml/scalars.ts'

const amd = {
  kernelHashes: optional(attr(yesNo, 'kernel, initrd and command line are part of what is measured')),
  cbitpos: optional(text(uint, 'the bit of an address that says encrypted')),
  reducedPhysBits: optional(text(uint, 'bits of addresses that encryption takes')),
}

/** Guests that the host itself can't look into. */
export const launchSecurityElement = element(
  'launchSecurity',
  {
    kind: union('type', {
      sev: {
        ...amd,
        policy: text(hex(4), 'what the owner allows, in bits'),
        dhCert: optional(text(nonEmpty, "the owner's key, base64")),
        session: optional(text(nonEmpty, "the owner's session, base64")),
      },
      'sev-snp': {
        authorKey: optional(attr(yesNo, "idAuth has the author's key")),
        vcek: optional(attr(yesNo, 'the guest may use the key of the chip')),
        ...amd,
        policy: text(hex(8, Number.MAX_SAFE_INTEGER), 'what the owner allows, in bits'),
        guestVisibleWorkarounds: optional(text(nonEmpty, 'base64')),
        idBlock: optional(text(nonEmpty, 'base64')),
        idAuth: optional(text(nonEmpty, 'base64')),
        hostData: optional(text(nonEmpty, 'base64')),
      },
      's390-pv': {},
    }),
  },
  'Memory that is encrypted from the host',
)

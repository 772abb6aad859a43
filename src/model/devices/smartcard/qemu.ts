import type { Part } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import { chardevId, chardevParts } from '../shared/chardev/index.ts'
import type { Smartcard } from './xml.ts'

/** NSS's own place for certificates. */
const usualDatabase = '/etc/pki/nssdb'

export function smartcardDriver({ card }: Smartcard): string {
  return card.mode === 'passthrough' ? 'ccid-card-passthru' : 'ccid-card-emulated'
}

export function smartcardParts(smartcard: Smartcard, context: LaunchContext): Part[] {
  const { card } = smartcard
  const { alias, place } = context
  const driver = smartcardDriver(smartcard)
  if (card.mode === 'passthrough') {
    return [
      ...chardevParts(card, { owner: alias, spice: 'smartcard' }, context),
      { make: 'device', props: { driver, chardev: chardevId(alias), id: alias, ...place } },
    ]
  }
  if (card.mode === 'host') return [{ make: 'device', props: { driver, backend: 'nss-emulated', id: alias, ...place } }]
  const [cert1, cert2, cert3] = card.certificate.map(({ name }) => name)
  return [
    {
      make: 'device',
      props: {
        driver,
        backend: 'certificates',
        cert1,
        cert2,
        cert3,
        db: card.database ?? usualDatabase,
        id: alias,
        ...place,
      },
    },
  ]
}

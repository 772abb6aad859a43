import { deviceKind } from '../kind.ts'
import { checkChardev, completeChardev } from '../shared/chardev/index.ts'
import { smartcardDriver, smartcardParts } from './qemu.ts'
import { smartcardElement } from './xml.ts'

export const smartcard = deviceKind({
  element: smartcardElement,
  alias: (_, index) => `smartcard${index}`,
  complete({ card }) {
    if (card.mode === 'passthrough') completeChardev(card.source)
  },
  check(device, context, report) {
    const { qemu } = context
    const { card } = device
    const driver = smartcardDriver(device)
    if (!qemu.hasType(driver)) {
      report.unsupported(device, `${qemu.binary} has no '${driver}', which smartcard mode '${card.mode}' needs`)
    }
    if (card.mode === 'passthrough') checkChardev(card, context, report, { spice: true })
    if (card.mode === 'host-certificates' && card.certificate.length !== 3) {
      report.invalid(
        device,
        `smartcard mode 'host-certificates' needs three <certificate>, not ${card.certificate.length}`,
      )
    }
    if (card.mode === 'host-certificates' && card.database && !card.database.startsWith('/')) {
      report.invalid(device, `the <database> of a smartcard is an absolute path, not '${card.database}'`)
    }
  },
  checkAll(cards, _, report) {
    if (cards.length > 1) report.unsupported(cards[1], 'there can be one smartcard, not more')
  },
  address: () => ({ bus: 'ccid' }),
  parts: smartcardParts,
})

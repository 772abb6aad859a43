import type { DomainPanel } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { list, nothing, struct, uint } from '../../../formats/xdr/index.ts'
import type { AccessClass } from './access.ts'
import { bytesStream } from './bytes-stream.ts'
import type { ProcedureName } from './numbers.ts'
import { domainOf, procedure, refuseOtherFlags } from './procedure.ts'
import { domainFlagsArgs, domainHandle, flags, optionalText } from './types.ts'
import { keyCodesets } from './words.ts'

/** VIR_DOMAIN_SEND_KEY_MAX_KEYS */
const mostKeys = 16

/** virDomainChannelFlags */
const channelFlags = { force: 1 } as const

let screenshots = 0

function button(access: AccessClass, press: (panel: DomainPanel) => Promise<void>) {
  return procedure({
    args: domainFlagsArgs,
    result: nothing,
    access,
    answer: async (call, { dom, flags }) => {
      refuseOtherFlags(flags, {})
      await press((await domainOf(call, dom)).panel)
    },
  })
}

/** What one does standing before a machine. */
export const domainPanel = {
  DOMAIN_SEND_KEY: procedure({
    args: struct({ dom: domainHandle, codeset: uint, holdTime: uint, keys: list(uint, mostKeys), flags }),
    result: nothing,
    access: 'domain:send-input',
    answer: async (call, { dom, codeset: number, holdTime, keys, flags }) => {
      refuseOtherFlags(flags, {})
      const codeset = keyCodesets[number]
      if (!codeset) throw new LodgeError('INVALID_ARG', `there is no codeset ${number}`)
      await (await domainOf(call, dom)).panel.pressKeys(keys, { codeset, holdTime })
    },
  }),
  DOMAIN_INJECT_NMI: button('domain:inject-nmi', (panel) => panel.injectNmi()),
  DOMAIN_PM_WAKEUP: button('domain:pm-control', (panel) => panel.wake()),
  DOMAIN_SCREENSHOT: procedure({
    args: struct({ dom: domainHandle, screen: uint, flags }),
    result: struct({ mime: optionalText }),
    access: 'domain:screenshot',
    answer: async (call, { dom, screen, flags }) => {
      refuseOtherFlags(flags, {})
      const domain = await domainOf(call, dom)
      const { type, image } = await domain.panel.screenshot(screen)
      const name = `screenshot ${++screenshots}`
      await call.stream(async () => bytesStream(image), { name, force: false })
      return { mime: type }
    },
  }),
  DOMAIN_OPEN_CHANNEL: procedure({
    args: struct({ dom: domainHandle, name: optionalText, flags }),
    result: nothing,
    access: 'domain:open-device',
    answer: async (call, { dom, name, flags }) => {
      refuseOtherFlags(flags, channelFlags)
      const { uuid, panel } = (await domainOf(call, dom)).active()
      const owner = { name: `${uuid} channel ${name ?? ''}`, force: (flags & channelFlags.force) !== 0 }
      await call.stream(() => panel.channel(name), owner)
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>

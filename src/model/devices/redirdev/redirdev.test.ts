import { describe, expect, it } from 'vitest'
import { completedXml, deviceOf, optionsOf, planGuest, problemsOf } from '../../../../test/support/guest.ts'

const port = "<redirdev bus='usb' type='spicevmc'/>"
const filter =
  "<redirfilter><usbdev class='8' vendor='0x15e1' version='9.4' allow='yes'/><usbdev vendor='-1' allow='no'/></redirfilter>"

describe('a port for redirected USB', () => {
  it('is a backend and a device', () => {
    const plan = planGuest(port)
    expect(optionsOf(plan, '-chardev')).toContain('spicevmc,id=charredir0,name=usbredir')
    expect(deviceOf(plan, 'redir0')).toMatchObject({ driver: 'usb-redir', chardev: 'charredir0' })
  })

  it("takes the guest's filter", () => {
    expect(deviceOf(planGuest(port + filter), 'redir0')).toMatchObject({
      filter: '0x08:0x15E1:-1:0x0940:1|-1:-1:-1:-1:0',
    })
    expect(completedXml(port + filter)).toContain(`    <redirfilter>
      <usbdev class='0x08' vendor='0x15E1' version='9.40' allow='yes'/>
      <usbdev allow='no'/>
    </redirfilter>`)
  })

  it('is refused without its backend, and two filters are', () => {
    expect(problemsOf("<redirdev bus='usb' type='unix'/>")).toMatchObject([{ code: 'INTERNAL_ERROR' }])
    expect(problemsOf(`${port + filter + filter}<graphics type='spice'/>`)).toMatchObject([{ code: 'INTERNAL_ERROR' }])
  })
})

import { expect, it } from 'vitest'
import { completedXml, problemsOf } from '../../../../test/support/guest.ts'

it('is none where no security driver is at work', () => {
  expect(completedXml('').includes('seclabel')).toBe(false)
  const written = completedXml('').replace('</domain>', '')
  expect(written).toContain('</devices>')
})

const messages = (sections: string) => problemsOf('', { sections }).map(({ message }) => message)

it('keeps labels of drivers by name, each once', () => {
  const fixed = "<seclabel type='static' model='selinux'><label>a</label></seclabel>"
  expect(completedXml('', { sections: fixed })).toContain(
    "<seclabel type='static' model='selinux' relabel='no'>\n    <label>a</label>",
  )
  expect(completedXml('', { sections: "<seclabel type='dynamic'/>" })).toContain("<seclabel type='none' model='none'/>")
  expect(messages(fixed + fixed)).toEqual([expect.stringContaining('twice')])
  expect(messages("<seclabel type='static' model='selinux'/>")).toEqual([expect.stringContaining('<label>')])
})

it('refuses to relabel a device without a label', () => {
  const disk =
    "<disk type='file' device='disk'><source file='/a'><seclabel model='selinux' relabel='yes'/></source><target dev='vda' bus='virtio'/></disk>"
  expect(problemsOf(disk).map(({ message }) => message)).toEqual([expect.stringContaining('<label>')])
})

import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { confining, nobody, onlyRoot } from './confining.ts'
import { pc, Scratch } from './scratch.ts'

const noQemuImg = spawnSync('qemu-img', ['--version']).error ? ' (qemu-img makes the images, and is not there)' : ''

function image(scratch: Scratch, name: string, over?: string, format = over === 'base' ? 'raw' : 'qcow2'): string {
  const words = over === undefined ? ['-f', 'raw'] : ['-f', 'qcow2', '-b', over, '-F', format]
  execFileSync('qemu-img', ['create', '-q', ...words, scratch.path(name), '1M'], { cwd: scratch.folder })
  return scratch.path(name)
}

const over = (disk: string, name = 'pc') => pc({ name, disk }).replace("type='raw'", "type='qcow2'")

describe.skipIf(noQemuImg)(`chains of images${noQemuImg}`, () => {
  test.skipIf(onlyRoot)(
    'are lent to the user of QEMU, and given back (only root can start it as another)',
    async () => {
      await using scratch = await confining()
      const chain = [image(scratch, 'base'), image(scratch, 'middle', 'base'), image(scratch, 'top', 'middle')]
      for (const path of chain) chmodSync(path, 0o600)
      const owners = () => chain.map((path) => statSync(path).uid)
      await using guest = await scratch.host.create(over(scratch.path('top')), { paused: true })
      expect(owners()).toEqual([nobody, nobody, nobody])
      await guest.destroy()
      expect(owners()).toEqual([0, 0, 0])
      expect(readdirSync(scratch.path('state/lib/owners'))).toEqual([])
    },
  )

  test.skipIf(onlyRoot)('are not, where only a header names what is somewhere else (the same)', async () => {
    await using scratch = await confining()
    mkdirSync(scratch.path('elsewhere'), { mode: 0o755 })
    mkdirSync(scratch.path('images'), { mode: 0o755 })
    const base = image(scratch, 'elsewhere/base')
    chmodSync(base, 0o600)
    symlinkSync(base, scratch.path('images/link'))
    const top = image(scratch, 'images/top', scratch.path('images/link'), 'raw')
    await expect(scratch.host.create(over(top))).rejects.toMatchObject({
      message: expect.stringContaining('permission denied for the backing image of disk vda'),
      hint: expect.stringContaining('setfacl'),
    })
    expect(statSync(base).uid).toBe(0)
    const said = `<backingStore type='file'><format type='raw'/><source file='${base}'/></backingStore><target dev='vda'`
    await using guest = await scratch.host.create(over(top).replace("<target dev='vda'", said), { paused: true })
    expect(statSync(base).uid).toBe(nobody)
    await guest.destroy()
  })

  test('may have the same image at the bottom, which nobody may write to meanwhile', async () => {
    await using scratch = await Scratch.make()
    const base = image(scratch, 'base')
    await using _one = await scratch.host.create(over(image(scratch, 'one', 'base'), 'one'), { paused: true })
    await using two = await scratch.host.create(over(image(scratch, 'two', 'base'), 'two'), { paused: true })
    const { block = [] } = await two.statistics.read({ groups: ['block'], backing: true })
    expect(block.map(({ index, path }) => ({ index, path }))).toEqual([
      { index: 1, path: scratch.path('two') },
      { index: 2, path: base },
    ])
    await expect(scratch.host.create(pc({ name: 'writer', disk: base }))).rejects.toMatchObject({
      message: expect.stringContaining(`the guest 'one'`),
    })
  })

  test('that are broken are refused, with what is missing and which image needs it', async () => {
    await using scratch = await Scratch.make()
    const base = image(scratch, 'base')
    const middle = image(scratch, 'middle', 'base')
    const top = image(scratch, 'top', 'middle')
    rmSync(base)
    await expect(scratch.host.create(over(top))).rejects.toMatchObject({
      code: 'SYSTEM_ERROR',
      message: `the file of the backing image of disk vda (below ${middle}) is not there: ${base}`,
      hint: expect.stringContaining('qemu-img rebase'),
    })
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { helloImage } from '../../tools/hello-image.ts'
import { mipsImage } from '../../tools/mips-image.ts'
import { root } from '../rules/sources.ts'

it.each([
  ['hello.img', helloImage],
  ['mips.elf', mipsImage],
])('examples/%s is what its tool writes', (name, make) => {
  expect(Buffer.compare(readFileSync(join(root, 'examples', name)), Buffer.from(make()))).toBe(0)
})

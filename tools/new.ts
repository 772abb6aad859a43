import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** `npm run new device NAME`: lays out what somebody would otherwise copy from a neighbour, and enters it in the list. */
const makers: Record<string, (name: string, root: string) => string[]> = { device: newDevice }

export function newDevice(name: string, root: string): string[] {
  const folder = join('src/model/devices', name)
  const list = 'src/model/devices/index.ts'
  const word = camelCase(name)
  const type = word.charAt(0).toUpperCase() + word.slice(1)
  if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new Error(`'${name}' is no name for a folder: write it in kebab-case`)
  if (existsSync(join(root, folder))) throw new Error(`${folder} is there already`)

  const files = {
    'xml.ts': `import { attr, element, type Infer } from '../../../formats/xml/declare.ts'
import { oneOf } from '../../../formats/xml/scalars.ts'
import { commonFields } from '../shared/common.ts'

export const ${word}Element = element(
  '${name}',
  {
    model: attr(oneOf('virtio'), 'what the guest sees'),
    ...commonFields,
  },
  'One sentence for the reference',
)

export type ${type} = Infer<typeof ${word}Element>
`,
    'qemu.ts': `import type { Part } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import type { ${type} } from './xml.ts'

/** In the order in which QEMU makes them; unplugging goes backwards. */
export function ${word}Parts(device: ${type}, { alias, place }: LaunchContext): Part[] {
  return [{ make: 'device', props: { driver: \`\${device.model}-${name}\`, id: alias, ...place } }]
}
`,
    'index.ts': `import { deviceKind } from '../kind.ts'
import { ${word}Parts } from './qemu.ts'
import { ${word}Element } from './xml.ts'

export const ${word} = deviceKind({
  element: ${word}Element,
  alias: (_, index) => \`${name}\${index}\`,
  parts: ${word}Parts,
})
`,
    'example.xml': `<!-- One sentence that says what this example shows. -->
<${name} model='virtio'/>
`,
  }
  mkdirSync(join(root, folder), { recursive: true })
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, folder, file), text)
  writeFileSync(join(root, list), enter(readFileSync(join(root, list), 'utf8'), name, word))
  return [...Object.keys(files).map((file) => join(folder, file)), list]
}

/** Adds the import and the entry; the order of the list is the order of libvirt's XML, which a person has to settle. */
function enter(text: string, name: string, word: string): string {
  const line = `import { ${word} } from './${name}/index.ts'\n`
  const before = /^import .*\.\/(?!shared)[\w-]+\/index\.ts'\n/gm
  const next = [...text.matchAll(before)].find(([found]) => found > line)
  const at = next?.index ?? text.indexOf('\n\n') + 1
  const imported = text.slice(0, at) + line + text.slice(at)
  return imported.replace(/(export const deviceKinds = \{[^}]*?),?(\s*\})/, (_, list, end) => `${list}, ${word}${end}`)
}

function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

if (import.meta.main) {
  const [what = '', name = ''] = process.argv.slice(2)
  const make = makers[what]
  try {
    if (!make || !name) throw new Error(`usage: npm run new ${Object.keys(makers).join('|')} NAME`)
    const written = make(name, fileURLToPath(new URL('..', import.meta.url)))
    console.log(`${written.join('\n')}\nNext: docs/howto/add-a-${what}.md`)
  } catch (error) {
    console.error(`new: ${error instanceof Error ? error.message : error}`)
    process.exitCode = 2
  }
}

import { existsSync } from 'node:fs'
import module from 'node:module'

const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  console.error(`lodge: Node 24 or newer is needed; this is ${process.version}
  in a checkout \`npm run setup\` installs one beside the sources; otherwise see https://nodejs.org`)
  process.exit(1)
}
module.enableCompileCache()

const unbuilt = new URL('../src/daemon/command.ts', import.meta.url)
const entry = existsSync(unbuilt) ? unbuilt : new URL('../dist/daemon/command.js', import.meta.url)
await import(entry.href)

import { existsSync } from 'node:fs'
import module from 'node:module'

module.enableCompileCache()

const unbuilt = new URL('../src/daemon/ssh-helper.ts', import.meta.url)
const entry = existsSync(unbuilt) ? unbuilt : new URL('../dist/daemon/ssh-helper.js', import.meta.url)
await import(entry.href)

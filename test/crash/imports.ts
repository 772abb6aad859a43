import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RpcPeer } from '../support/rpc-peer.ts'
import { lodge, mortalWords } from './daemon.ts'
import { filesIn } from './files.ts'
import { domainXml } from './subjects.ts'

const uuid = '00000000-0000-4000-8000-0000000000ff'
const name = 'imported'
const keys = 'tpm2/tpm2-00.permall'

/** What libvirt has defined, and `lodge import libvirt` takes over again and again. */
export class Imports {
  readonly #folder: string
  readonly #theirs: string

  constructor(folder: string) {
    this.#folder = folder
    this.#theirs = join(folder, 'libvirt')
    mkdirSync(join(this.#theirs, 'autostart'), { recursive: true })
    mkdirSync(join(this.#theirs, 'swtpm', uuid, 'tpm2'), { recursive: true })
    const variables = join(this.#theirs, 'variables.fd')
    writeFileSync(variables, 'variables')
    writeFileSync(join(this.#theirs, 'swtpm', uuid, keys), 'keys')
    const xml = domainXml({ name, uuid, folder, title: 'theirs', hasTpm: true, variables })
    for (const file of [`${name}.xml`, `autostart/${name}.xml`]) writeFileSync(join(this.#theirs, file), xml)
  }

  /** Runs it, by the daemon where there is one. With a number it dies before its so many-th call that changes something. */
  async run(diesBefore?: number): Promise<{ done: boolean; said: string }> {
    const { words, env } = mortalWords(diesBefore)
    const child = spawn(process.execPath, [...words, lodge, 'import', 'libvirt', '--from', this.#theirs], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...env, LODGE_ROOT: this.#folder, TMPDIR: join(this.#folder, 'tmp') },
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text))
    const [code] = await once(child, 'close')
    return { done: code === 0, said }
  }

  /** The next one ends what was cut off: all is there then, and is taken away again. */
  async finish(peer: RpcPeer): Promise<void> {
    const { done, said } = await this.run()
    if (!done) throw new Error(`an import after one that was cut off: ${said}`)
    const dom = { name, uuid, id: -1 }
    const { value: autostart } = (await peer.call('DOMAIN_GET_AUTOSTART', { dom })) as { value: number }
    const { text } = (await peer.call('DOMAIN_GET_XML_DESC', { dom, flags: 0 })) as { text: string }
    const copies = filesIn(join(this.#folder, 'lib/nvram')).filter((file) => file.startsWith(name))
    const found = {
      autostart,
      variables: copies.map((file) => [text.includes(file), this.#text('lib/nvram', file)]),
      keys: this.#text('lib/swtpm', uuid, keys),
    }
    const expected = { autostart: 1, variables: [[true, 'variables']], keys: 'keys' }
    const [one, other] = [found, expected].map((each) => JSON.stringify(each))
    if (one !== other) throw new Error(`imported: found ${one}, expected ${other}`)
    await peer.call('DOMAIN_UNDEFINE_FLAGS', { dom, flags: withVariables })
  }

  #text(...names: string[]): string {
    return readFileSync(join(this.#folder, ...names), 'utf8')
  }
}

/** virDomainUndefineFlagsValues */
const withVariables = 4

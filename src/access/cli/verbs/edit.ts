import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Domain, Host } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import type { Problem } from '../../../base/problems.ts'
import { readXml } from '../../../formats/xml/reader.ts'
import { ask } from '../ask.ts'
import { findDomain, nameHelp } from '../domain-verb.ts'
import { openEditor } from '../editor.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { showProblems } from '../problems.ts'
import type { Terminal } from '../terminal.ts'
import { verb } from '../verb.ts'

export default verb({
  summary: 'Change the definition of a domain in your editor; what is wrong is shown, and can be edited again',
  example: 'EDITOR=nano lodge edit hello',
  offers: 'domains',
  declare: (command) => command.argument('<name>', nameHelp),
  run: async ({ host: connect, terminal }, [name = '']) => {
    const host = await connect()
    const domain = await findDomain(host, name)
    if (!(await domain.isPersistent()))
      throw new LodgeError('OPERATION_INVALID', `'${domain.name}' is transient: it has no definition to edit`, {
        hint: `lodge xml ${domain.name} > FILE and lodge define FILE give it one`,
      })
    return new Edit({ host, domain, terminal }).run()
  },
})

interface Parts {
  host: Host
  domain: Domain
  terminal: Terminal
}

type Outcome = 'changed' | 'same' | 'given up'

/** What the user has written is kept until it is saved, or given up in so many words. */
class Edit {
  readonly #parts: Parts
  readonly #folder: string
  readonly #file: string
  #before = ''

  constructor(parts: Parts) {
    this.#parts = parts
    // Passwords stand in it: the runtime folder is in memory, and nobody else's.
    const { XDG_RUNTIME_DIR: runtime } = process.env
    this.#folder = mkdtempSync(join(runtime?.startsWith('/') ? runtime : tmpdir(), 'lodge-edit-'))
    this.#file = join(this.#folder, 'domain.xml')
  }

  async run(): Promise<ExitCode> {
    const { domain, terminal } = this.#parts
    let outcome: Outcome = 'given up'
    try {
      this.#before = await this.#definition()
      writeFileSync(this.#file, this.#before, { mode: 0o600 })
      outcome = await this.#untilSaved()
    } finally {
      if (outcome !== 'given up' || this.#text() === this.#before)
        rmSync(this.#folder, { recursive: true, force: true })
      else terminal.err(`what you have written is kept in ${this.#file}: lodge define takes it, too`)
    }
    if (outcome === 'changed' && (await domain.isActive()))
      terminal.err('it runs as before, and has the new definition from its next start on')
    return outcome === 'given up' ? exitCodes.failed : exitCodes.done
  }

  async #untilSaved(): Promise<Outcome> {
    const { domain, terminal } = this.#parts
    const name = terminal.style('bold', domain.name)
    for (let line: number | undefined; ; ) {
      await openEditor({ file: this.#file, line })
      const text = this.#text()
      if (text === this.#before) {
        terminal.out(`${name} is not changed`)
        return 'same'
      }
      const problems = await this.#problems(text)
      if (problems.length > 0) {
        showProblems({ name: 'domain.xml', text, problems }, terminal.err, terminal.styleErr)
        const wrong = problems.some(({ level }) => level === 'error')
        const answer = wrong
          ? await ask(terminal, 'edit again?', ['y', 'n'])
          : // Where nobody can be asked, what is only strange is no obstacle: define doesn't mind it either.
            ((await ask(terminal, 'edit again, or save it as it is?', ['y', 'n', 's'])) ?? 's')
        if (answer !== 'y' && answer !== 's') return 'given up'
        line = problems.find(({ position }) => position)?.position?.line
        if (answer === 'y') continue
      }
      const answer = await this.#mayReplace()
      if (answer === 'n') return 'given up'
      if (answer === 'e') continue
      await this.#parts.host.define(text, { file: 'domain.xml' })
      terminal.out(`${name} is changed`)
      return 'changed'
    }
  }

  /** Somebody else may have changed it while the editor was open. */
  async #mayReplace(): Promise<'y' | 'e' | 'n'> {
    const { domain, terminal } = this.#parts
    const now = await this.#definition()
    if (now === this.#before) return 'y'
    terminal.err(`${domain.name} was changed by somebody else meanwhile; lodge xml ${domain.name} --inactive shows how`)
    const answer = (await ask(terminal, 'give up, edit again, or replace that with yours?', ['n', 'e', 'r'])) ?? 'n'
    if (answer !== 'r') return answer
    this.#before = now
    return 'y'
  }

  async #problems(text: string): Promise<Problem[]> {
    const { host, domain } = this.#parts
    const problems = [...(await host.check(text, { file: 'domain.xml' }))]
    if (!problems.some(({ level }) => level === 'error')) problems.push(...renaming(text, domain))
    return problems
  }

  #definition(): Promise<string> {
    return this.#parts.domain.xml({ inactive: true, secure: true })
  }

  #text(): string {
    return readFileSync(this.#file, 'utf8')
  }
}

/** Under another name or UUID it would be another domain, and this one would stay as it is. */
function renaming(text: string, domain: Domain): Problem[] {
  const root = readXml(text)
  return (['name', 'uuid'] as const).flatMap((what) => {
    const element = root.children.find(({ name }) => name === what)
    const is = element?.text.trim().toLowerCase()
    if (is === domain[what].toLowerCase()) return []
    const message = `<${what}> has to stay ${domain[what]}: with another one it would be another domain (lodge define makes one)`
    return [{ level: 'error', code: 'XML_ERROR', message, position: element?.position ?? root.position }]
  })
}

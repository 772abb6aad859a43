import type { CommandLineOption } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'
import { type Problem, problemToError } from '../../base/problems.ts'
import {
  checkDomain,
  completeDomain,
  formatDomain,
  launchPlan,
  nameHostModel,
  parseDomain,
  readDomain,
  type World,
} from '../../model/domain/index.ts'
import type { LaunchPlan } from '../../model/qemu/plan.ts'
import type { EmulatorFacts } from '../capabilities/index.ts'
import { type LocalHostView, overHost } from './host-view.ts'

interface Options {
  facts: EmulatorFacts
  view: () => LocalHostView
}

interface CompleteOptions {
  file?: string
  /** Nothing of it has been completed before. */
  fresh?: boolean
}

/** Domain XML as users write it: what it means on this machine, and what is wrong with it. Nothing is started. */
export class Drafts {
  readonly #facts: EmulatorFacts
  readonly #view: () => LocalHostView

  constructor({ facts, view }: Options) {
    this.#facts = facts
    this.#view = view
  }

  async complete(xml: string, { file, fresh = true }: CompleteOptions): Promise<World> {
    const domain = parseDomain(xml, file)
    const world = await overHost(this.#facts, this.#view(), (view) => completeDomain(domain, view, { fresh }))
    checkDomain(world)
    refuse(world.report.problems, file)
    return world
  }

  async check(xml: string, file: string | undefined): Promise<Problem[]> {
    let found: Problem[] = []
    try {
      const { domain, problems } = readDomain(xml, file)
      found = problems
      if (problems.some(({ level }) => level === 'error')) return found
      const world = await overHost(this.#facts, this.#view(), (view) => completeDomain(domain, view))
      checkDomain(world)
      found = [...problems, ...world.report.problems]
      if (!found.some(({ level }) => level === 'error')) launchPlan(world, { id: 1 })
      return [...problems, ...world.report.problems]
    } catch (error) {
      if (!(error instanceof LodgeError)) throw error
      const { code, position, where: path, hint } = error
      const message = hint ? `${error.message}: ${hint}` : error.message
      return [...found, { level: 'error', code, message, position, path }]
    }
  }

  async commandLine(xml: string, { file, id }: { file?: string; id: number }): Promise<CommandLineOption[]> {
    const world = await this.complete(xml, { file })
    const { emulator, arguments: all }: LaunchPlan = launchPlan(world, { id })
    refuse(world.report.problems, file)
    return [{ option: emulator }, ...all]
  }

  /** With passwords. */
  async withHostModel(xml: string): Promise<string> {
    const world = await this.complete(xml, { fresh: false })
    nameHostModel(world.domain, world)
    return formatDomain(world.domain, { secrets: true })
  }

  async completedXml(xml: string, file: string | undefined): Promise<string> {
    return formatDomain((await this.complete(xml, { file })).domain)
  }
}

export function refuse(problems: readonly Problem[], file: string | undefined): void {
  const error = problems.find(({ level }) => level === 'error')
  if (error) throw problemToError(error, file)
}

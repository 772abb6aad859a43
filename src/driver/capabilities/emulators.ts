import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import { LodgeError } from '../../base/errors.ts'
import { QemuBuild } from '../../model/qemu/build.ts'
import type { QemuFacts } from '../../model/qemu/facts.ts'
import type { Paths } from '../host/paths.ts'
import { kvmUsability } from '../host/system.ts'
import { lookOf, readCache, stampOf, writeCache } from './cache.ts'
import { probeBinary } from './probe.ts'

interface Known {
  look: string
  build: QemuBuild
}

/** What the binaries of this host can do: asked once each, remembered in memory and on disk. */
export class EmulatorFacts {
  readonly #paths: Paths
  readonly #kvmUsable: () => boolean
  readonly #known = new Map<string, Known>()
  readonly #underWay = new Map<string, Promise<QemuBuild>>()

  constructor(paths: Paths, kvmUsable = () => kvmUsability().usable) {
    this.#paths = paths
    this.#kvmUsable = kvmUsable
  }

  /** What is known without asking the binary. */
  remembered(binary: string): QemuBuild | undefined {
    const look = lookOf(binary, this.#kvmUsable())
    const known = this.#known.get(binary)
    if (known?.look === look) return known.build
    const facts = readCache(this.#paths.facts(binary), stampOf(look))
    return facts && this.#remember(look, { ...facts, binary })
  }

  async of(binary: string): Promise<QemuBuild> {
    const remembered = this.remembered(binary)
    if (remembered) return remembered
    let asked = this.#underWay.get(binary)
    if (!asked) {
      asked = this.#ask(binary).finally(() => this.#underWay.delete(binary))
      this.#underWay.set(binary, asked)
    }
    return asked
  }

  /** All of them side by side, no more at a time than the host has CPUs; a failure is an answer too. */
  async ofAll(binaries: Iterable<string>): Promise<Map<string, QemuBuild | LodgeError>> {
    const waiting = [...new Set(binaries)]
    const answers = new Map<string, QemuBuild | LodgeError>(waiting.map((binary) => [binary, notAsked]))
    const work = async () => {
      for (let binary = waiting.shift(); binary !== undefined; binary = waiting.shift()) {
        try {
          // what is remembered on disk takes milliseconds to read: others may have something to do in between
          await setImmediate()
          answers.set(binary, await this.of(binary))
        } catch (error) {
          if (!(error instanceof LodgeError)) throw error
          answers.set(binary, error)
        }
      }
    }
    await Promise.all(Array.from({ length: availableParallelism() }, work))
    return answers
  }

  async #ask(binary: string): Promise<QemuBuild> {
    const kvm = this.#kvmUsable()
    // Taken before the binary is asked: one that is replaced meanwhile is asked again the next time.
    const look = lookOf(binary, kvm)
    const facts = await probeBinary(binary, { kvm })
    writeCache(this.#paths.facts(binary), stampOf(look), facts)
    return this.#remember(look, facts)
  }

  #remember(look: string, facts: QemuFacts): QemuBuild {
    const build = new QemuBuild(facts)
    this.#known.set(facts.binary, { look, build })
    return build
  }
}

const notAsked = new LodgeError('INTERNAL_ERROR', 'not asked yet')

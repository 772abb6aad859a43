import { setTimeout as pause } from 'node:timers/promises'
import { LodgeError, messageOf } from '../../../base/errors.ts'
import { isAlive, type ProcessIdentity } from '../../host/system.ts'
import { rest, unknownEnd } from '../adopted-emulator.ts'
import type { Guest } from '../guest.ts'
import { addLine, wordsIn } from '../guest-log.ts'
import { endIsKnown } from '../lost-control.ts'
import type { HelperRecord } from '../status.ts'
import { lastWords, oneLine } from './failure.ts'
import { isRenewable, renewHelper } from './renew.ts'
import { logBeside, type RunningHelper } from './start.ts'

/** Milliseconds between two in a row: one that cannot stay is not started without end. */
const renewalsApart = 10_000

/** Tells of programs beside a guest that have ended while it runs on. Of several processes that know the guest the one that QEMU speaks to does. */
export class HelperWatch {
  readonly #guest: Guest
  readonly #warn: (warning: LodgeError) => void
  readonly #followed = new Set<string>()
  #renewed = Number.NEGATIVE_INFINITY

  constructor(guest: Guest, warn: (warning: LodgeError) => void = () => {}) {
    this.#guest = guest
    this.#warn = warn
  }

  /** From now on, and of what has ended before and was not told. How one ended is known of this process's children only. */
  follow(started: readonly RunningHelper[] = []): void {
    for (const record of this.#guest.status.helpers ?? []) {
      const { name, process, gone } = record
      if (!process || gone || this.#followed.has(name)) continue
      this.#followed.add(name)
      const ended = started.find((each) => each.name === name)?.ended ?? this.#endOf(process)
      ended
        .then((how) => this.#over(record, how))
        .catch((error) => this.#guest.failures.push(error))
        .finally(() => this.#followed.delete(name))
    }
  }

  async #endOf(process: ProcessIdentity): Promise<string> {
    while (!this.#guest.events.ended && isAlive(process)) await pause(rest, undefined, { ref: false })
    return unknownEnd
  }

  /** QEMU misses one that could not be started again at once. */
  async miss(name: string): Promise<void> {
    const gone = this.#guest.status.helpers?.some((each) => each.gone && each.name === name)
    if (gone && (await this.#renew(name)) === true) this.#tell(`${this.#titleOf(name)} was started again`)
  }

  async #over({ name, lost = 'what it served is served no more' }: HelperRecord, how: string): Promise<void> {
    if (!(await this.#runsOn())) return
    const log = logBeside(this.#guest.status.log, name)
    const words = wordsBefore(log)
    const why = [how === unknownEnd ? '' : how, words && `it said last: ${words}`].filter(Boolean).join('; ')
    const ended = `${this.#titleOf(name)} has ended${why && ` (${why})`}`
    const renewed = await this.#renew(name)
    if (renewed === true) return this.#tell(`${ended}, and was started again`)
    const failure = renewed ? `; it could not be started again: ${renewed.message}` : ''
    this.#tell(`${ended}: ${lost}${failure}`, `it comes back when the guest is started anew; its log is ${log}`)
    this.#note(name, { gone: true })
  }

  /** QEMU leaves its helpers when it ends, and they end before it has: it doesn't answer any more then. */
  async #runsOn(): Promise<boolean> {
    const { monitor, events, ended } = this.#guest
    if (events.ended || !monitor.isConnected) return false
    const answers = await monitor.execute('query-status').then(
      () => true,
      // One that hangs may do so for want of its helper.
      (error) => error instanceof LodgeError && error.code === 'OPERATION_TIMEOUT',
    )
    // What ends them all does not end all at once.
    await Promise.race([ended, pause(endIsKnown, undefined, { ref: false })])
    return answers && !events.ended
  }

  /** Whether another one serves the guest now, or why not. */
  async #renew(name: string): Promise<boolean | LodgeError> {
    if (!isRenewable(name) || performance.now() - this.#renewed < renewalsApart) return false
    this.#renewed = performance.now()
    this.#note(name, { renewing: true })
    try {
      const { process, ended } = await renewHelper(this.#guest, name)
      this.#note(name, { process, renewing: undefined, gone: undefined })
      // What follows the first is over only then.
      setImmediate(() => this.follow([{ name, process, ended, failure: () => undefined }]))
      return true
    } catch (error) {
      this.#note(name, { renewing: undefined })
      return error instanceof LodgeError ? error : new LodgeError('OPERATION_FAILED', messageOf(error), {})
    }
  }

  #note(name: string, changes: Partial<HelperRecord>): void {
    const { helpers = [] } = this.#guest.status
    this.#guest.save({ helpers: helpers.map((each) => (each.name === name ? { ...each, ...changes } : each)) })
  }

  #tell(what: string, hint?: string): void {
    const warning = new LodgeError('OPERATION_FAILED', oneLine(what), { where: this.#guest.status.name, hint })
    try {
      addLine(this.#guest.status.log, warning.message)
    } catch (error) {
      this.#guest.failures.push(error)
    }
    this.#warn(warning)
  }

  #titleOf(name: string): string {
    return `${name} of the guest '${this.#guest.status.name}'`
  }
}

function wordsBefore(log: string): string {
  try {
    return lastWords(wordsIn(log))
  } catch {
    // A log that is not there any more tells nothing.
    return ''
  }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { Duplex } from 'node:stream'
import { LodgeError, messageOf } from '../../base/errors.ts'
import { isProgram } from '../host/emulators.ts'
import { ProcessGroup } from '../host/process-groups.ts'
import { endingWithUs } from '../host/system.ts'
import { QmpClient } from '../qmp/index.ts'

export interface EmulatorSessionOptions {
  /** QEMU's names, tried in their order: `kvm:tcg`. */
  accelerators: string
  /** Milliseconds for the whole conversation. */
  timeout: number
}

/** A QEMU without a machine, started only to be asked; it is gone when the session is disposed of. */
export class EmulatorSession implements AsyncDisposable {
  readonly monitor: QmpClient
  readonly #child: ChildProcess
  readonly #group: ProcessGroup
  readonly #exited: Promise<void>
  readonly #timer: NodeJS.Timeout
  readonly #binary: string
  #words = ''
  #fate: string | undefined

  private constructor(binary: string, { accelerators, timeout }: EmulatorSessionOptions) {
    this.#binary = binary
    const { PATH, LD_LIBRARY_PATH } = process.env
    // QEMU does not care that nobody is left to ask it.
    const [program = binary, ...words] = isProgram(binary) ? [...endingWithUs(), binary] : [binary]
    this.#child = spawn(
      program,
      [
        words,
        ['-S', '-no-user-config', '-nodefaults'],
        ['-display', 'none'],
        ['-machine', `none,accel=${accelerators}`],
        ['-qmp', 'stdio'],
      ].flat(),
      { stdio: ['pipe', 'pipe', 'pipe'], env: { LC_ALL: 'C', PATH, LD_LIBRARY_PATH }, cwd: '/', detached: true },
    )
    // A wrapper's own children go with it.
    this.#group = new ProcessGroup(this.#child.pid)
    const { stdin, stdout, stderr } = this.#child
    if (!stdin || !stdout || !stderr) throw new LodgeError('INTERNAL_ERROR', `${binary} was started without pipes`)
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#words = (this.#words + text).slice(-2000)
    })
    this.#exited = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#fate ??= `it could not be run: ${messageOf(error)}`
        resolve()
      })
      this.#child.once('exit', (code, signal) => {
        this.#fate ??= signal ? `it was killed by ${signal}` : `it ended with status ${code}`
      })
      this.#child.once('close', () => resolve())
    })
    this.#timer = setTimeout(() => {
      this.#fate = `it had not answered everything within ${timeout} ms`
      this.#group[Symbol.dispose]()
    }, timeout)
    stdin.on('error', () => {})
    this.monitor = QmpClient.over(Duplex.from({ readable: stdout, writable: stdin }), { name: binary, timeout })
  }

  /** Runs `work` with the session; whatever goes wrong is told as one error about the binary. */
  static async with<T>(
    binary: string,
    options: EmulatorSessionOptions,
    work: (monitor: QmpClient) => Promise<T>,
  ): Promise<T> {
    await using session = new EmulatorSession(binary, options)
    try {
      await session.monitor.ready
      return await work(session.monitor)
    } catch (error) {
      throw await session.#explain(error)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer)
    this.#group[Symbol.dispose]()
    await this.monitor.close()
    this.#child.stdout?.destroy()
    this.#child.stderr?.destroy()
    await this.#exited
  }

  /** The process's own end explains more than the broken connection that it left. */
  async #explain(error: unknown): Promise<LodgeError> {
    const lost = await Promise.race([this.monitor.closed, undefined])
    if (lost) await Promise.race([this.#exited, new Promise((resolve) => setTimeout(resolve, 200))])
    // What is wrong with another run of the same binary has been said already.
    if (!lost && this.#fate === undefined && error instanceof LodgeError) return error
    const said = this.#words.trim().split('\n').slice(-3).join('; ')
    const reason = [this.#fate ?? messageOf(error), said && `it said: ${said}`].filter(Boolean).join('; ')
    return new LodgeError('INTERNAL_ERROR', `${this.#binary} could not be asked what it can do: ${reason}`, {
      where: this.#binary,
      hint: `is it QEMU? '${this.#binary} -version' shows`,
      cause: error,
    })
  }
}

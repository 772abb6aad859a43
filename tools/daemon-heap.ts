import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'

/** What has a daemon listen for whoever debugs it, at a port that is free. */
export const debugged = { NODE_OPTIONS: '--inspect=127.0.0.1:0' } as const

interface Answer {
  id: number
  result?: { result?: { value?: unknown } }
}

/** The memory of a daemon that was started `debugged`, with its errors in a pipe. */
export class DaemonHeap implements Disposable {
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, (answer: Answer) => void>()
  #asked = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.addEventListener('message', ({ data }) => {
      const answer = JSON.parse(String(data)) as Answer
      this.#waiting.get(answer.id)?.(answer)
      this.#waiting.delete(answer.id)
    })
  }

  static async of({ stderr }: ChildProcess): Promise<DaemonHeap> {
    if (!stderr) throw new Error("the daemon's errors are in no pipe")
    for await (const line of createInterface(stderr)) {
      const [, url] = /listening on (ws:\S+)/.exec(line) ?? []
      if (!url) continue
      stderr.resume()
      const socket = new WebSocket(url)
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      socket.addEventListener('open', resolve)
      socket.addEventListener('error', reject)
      await promise
      return new DaemonHeap(socket)
    }
    throw new Error('the daemon ended before it could be debugged')
  }

  /** MiB that are left after everything that nobody needs was thrown away. */
  async used(): Promise<number> {
    await this.#ask('HeapProfiler.collectGarbage')
    const { result } = await this.#ask('Runtime.evaluate', { expression: 'process.memoryUsage().heapUsed' })
    return Number(result?.result?.value) / 2 ** 20
  }

  [Symbol.dispose](): void {
    this.#socket.close()
  }

  #ask(method: string, params: object = {}): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>()
    const id = ++this.#asked
    this.#waiting.set(id, resolve)
    this.#socket.send(JSON.stringify({ id, method, params }))
    return promise
  }
}

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Duplex } from 'node:stream'
import { LodgeError } from '../../../../base/errors.ts'
import { remoteSocketWords } from '../sockets.ts'
import { isOn, type ServerUri } from '../uri.ts'

/** What ssh says on its own is kept up to here. */
const longestSaid = 4096

/** Programs that join their standard streams with a daemon's socket, given a URI. */
const helpers = ['lodge-ssh-helper', 'virt-ssh-helper']

/** known_hosts_verify: what is done with a host that nobody knows yet. */
const hostChecks: Record<string, string> = { normal: 'ask', auto: 'accept-new', ignore: 'no' }

/** The user's own ssh does the way there: keys, agents, `~/.ssh/config`. */
export async function dialSsh(uri: ServerUri, readOnly: boolean): Promise<Duplex> {
  const program = uri.parameters.command ?? 'ssh'
  const child = spawn(program, sshArguments(uri, readOnly), { stdio: 'pipe' })
  return new ProgramStream(uri.text, child)
}

/** No word of the URI's may be taken for an option, or for more than a word by the shell there. */
export function sshArguments(uri: ServerUri, readOnly: boolean): string[] {
  const { host = '', user, port, parameters } = uri
  const { keyfile, known_hosts: knownHosts, known_hosts_verify: check } = parameters
  const strict = isOn(parameters.no_verify) ? 'no' : hostChecks[check ?? '']
  if (check !== undefined && !Object.hasOwn(hostChecks, check)) {
    throw new LodgeError('INVALID_ARG', `known_hosts_verify is '${check}'`, {
      where: uri.text,
      hint: `there are ${Object.keys(hostChecks).join(', ')}`,
    })
  }
  return [
    ...['-T', '-e', 'none'],
    ...(isOn(parameters.no_tty) ? ['-o', 'BatchMode=yes'] : []),
    ...(port === undefined ? [] : ['-p', `${port}`]),
    ...(user === undefined ? [] : ['-l', user]),
    ...(keyfile === undefined ? [] : ['-i', keyfile]),
    ...(knownHosts === undefined ? [] : ['-o', `UserKnownHostsFile=${JSON.stringify(knownHosts)}`]),
    ...(strict === undefined ? [] : ['-o', `StrictHostKeyChecking=${strict}`]),
    ...['--', host, `sh -c ${quoted(remoteScript(uri, readOnly))}`],
  ]
}

/** With a helper there the daemon is found by it; otherwise by a netcat that knows UNIX sockets. */
function remoteScript(uri: ServerUri, readOnly: boolean): string {
  const { proxy = 'auto', socket, netcat = 'nc' } = uri.parameters
  if (!['auto', 'native', 'netcat'].includes(proxy)) {
    throw new LodgeError('INVALID_ARG', `proxy is '${proxy}'`, {
      where: uri.text,
      hint: 'there are auto, native, netcat',
    })
  }
  const helped = helpers.map(
    (helper) => `command -v ${helper} >/dev/null 2>&1 && exec ${helper} ${readOnly ? '-r ' : ''}${quoted(uri.name)}`,
  )
  const sockets = socket === undefined ? remoteSocketWords(uri, readOnly) : [quoted(socket)]
  // Some netcats stay when their input has ended unless they are told otherwise.
  const cat = quoted(netcat)
  const joined = [
    `q=; ${cat} -h 2>&1 | grep -q -e "-q " && q=-q0`,
    `for s in ${sockets.join(' ')}; do [ -S "$s" ] && exec ${cat} $q -U "$s"; done`,
    'echo "no daemon of libvirt\'s protocol listens here" >&2; exit 127',
  ]
  return [...(proxy === 'netcat' || socket !== undefined ? [] : helped), ...(proxy === 'native' ? [] : joined)].join(
    '\n',
  )
}

/** One word for a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** A program's input and output; when it ends with a failure, what it has said is why. */
class ProgramStream extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams
  #said = ''

  constructor(uri: string, child: ChildProcessWithoutNullStreams) {
    super()
    this.#child = child
    const failed = (why: string): void =>
      void this.destroy(
        new LodgeError('NO_CONNECT', `ssh has ended: ${why}`, { where: uri, data: { program: child.spawnfile } }),
      )
    child.once('error', (error) => failed(error.message))
    child.stderr.on('data', (chunk: Buffer) => {
      this.#said = `${this.#said}${chunk}`.slice(-longestSaid)
    })
    child.stdin.on('error', () => {})
    child.stdout.on('data', (chunk: Uint8Array) => {
      if (!this.push(chunk)) child.stdout.pause()
    })
    child.once('close', (code, signal) => {
      if (code === 0) this.push(null)
      else failed(this.#said.trim() || `it ended with ${signal ?? code}`)
    })
  }

  override _read(): void {
    this.#child.stdout.resume()
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    if (this.#child.stdin.write(chunk)) done()
    // What it ends with says more than that it takes nothing any more.
    else {
      const over = (): void => done()
      once(this.#child.stdin, 'drain').then(over, over)
    }
  }

  override _final(done: () => void): void {
    this.#child.stdin.end(done)
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#child.kill()
    done(error)
  }
}

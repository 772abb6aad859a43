import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { basename, delimiter, join } from 'node:path'
import { LodgeError, messageOf } from '../../base/errors.ts'

/** Tried in this order where the user has not said which. */
const usual = ['editor', 'nano', 'vi'] as const

/** They go to a line that stands before the file. */
const goToLine: readonly string[] = ['vi', 'vim', 'nvim', 'view', 'nano', 'emacs', 'emacsclient', 'joe', 'micro', 'kak']

interface Editing {
  file: string
  /** Where the cursor should be, where the editor can do that. */
  line?: number
  environment?: NodeJS.ProcessEnv
}

/** Settles when the user has closed the editor. Its words are passed on one by one: no shell sees them or the file's name. */
export async function openEditor({ file, line, environment = process.env }: Editing): Promise<void> {
  const [program = '', ...words] = editorWords(environment)
  const place = line !== undefined && goToLine.includes(basename(program)) ? [`+${line}`] : []
  // Ctrl-C is the editor's while it is open.
  const ignore = (): void => {}
  process.on('SIGINT', ignore)
  try {
    const code = await run(program, [...words, ...place, file])
    if (code !== 0)
      throw new LodgeError('OPERATION_FAILED', `the editor '${program}' has ended with ${code}`, {
        hint: 'VISUAL or EDITOR says which editor is used',
      })
  } finally {
    process.off('SIGINT', ignore)
  }
}

function run(program: string, words: string[]): Promise<number | string> {
  const { promise, resolve, reject } = Promise.withResolvers<number | string>()
  const child = spawn(program, words, { stdio: 'inherit' })
  child.once('exit', (code, signal) => resolve(code ?? signal ?? 'no code'))
  child.once('error', (error) =>
    reject(
      new LodgeError('OPERATION_FAILED', `the editor '${program}' cannot be started: ${messageOf(error)}`, {
        hint: 'VISUAL or EDITOR says which editor is used',
        cause: error,
      }),
    ),
  )
  return promise
}

/** `$VISUAL` or `$EDITOR`, cut at spaces that stand in no quotes: `code --wait`, `'/opt/my editor/bin'`. */
export function editorWords({ VISUAL, EDITOR, PATH = '' }: NodeJS.ProcessEnv): string[] {
  const wanted = [VISUAL, EDITOR].find((it) => it?.trim())
  if (wanted !== undefined) {
    return [...wanted.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g)].map(([word]) =>
      word.replace(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? ''),
    )
  }
  const found = usual.find((name) => PATH.split(delimiter).some((folder) => folder && existsSync(join(folder, name))))
  if (found !== undefined) return [found]
  throw new LodgeError('OPERATION_FAILED', 'no editor is known', { hint: 'set EDITOR to the one that you like' })
}

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Numbers of users or groups by name, from wherever this machine knows them; those that nobody knows are left out. */
export async function accountNumbers(kind: 'passwd' | 'group', names: readonly string[]): Promise<Map<string, number>> {
  const asked = names.filter((name) => !name.startsWith('-'))
  if (asked.length === 0) return new Map()
  // It ends with 2 where one of them is not there, and tells of the others all the same.
  const said = await promisify(execFile)('getent', [kind, ...asked], { timeout: 10_000 }).catch(
    (error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }),
  )
  const rows = said.stdout.split('\n').map((line) => line.split(':'))
  // A number is looked up as one, and then the name is another's.
  return new Map(rows.flatMap(([name = '', , number]) => (asked.includes(name) ? [[name, Number(number)]] : [])))
}

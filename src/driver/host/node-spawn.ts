import { spawn } from 'node:child_process'
import { messageOf } from '../../base/errors.ts'
import type { LightSpawn } from './system.ts'

/** Starts a program as Node does, which takes the longer the more memory this process has. */
export const nodeSpawn: LightSpawn = ({ program, args, environment, descriptors }) => {
  const child = spawn(program, args, {
    stdio: descriptors.map((each) => each ?? 'ignore'),
    env: { ...environment },
    detached: true,
    cwd: '/',
  })
  child.unref()
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(messageOf(error)))
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit status ${code}`))
  })
  const { pid } = child
  if (pid === undefined) throw new Error('it could not be started')
  return { pid, ended, kill: (signal) => void child.kill(signal) }
}

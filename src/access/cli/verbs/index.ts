import type { Verb } from '../verb.ts'

type Load = () => Promise<{ default: Verb }>

/** Every verb, in the order of `lodge --help`. A verb's file is read only when it is used. */
export const verbs: Record<string, Load> = {
  run: () => import('./run.ts'),
  list: () => import('./list.ts'),
  define: () => import('./define.ts'),
  edit: () => import('./edit.ts'),
  undefine: () => import('./undefine.ts'),
  start: () => import('./start.ts'),
  stop: () => import('./stop.ts'),
  destroy: () => import('./stop.ts'),
  shutdown: () => import('./shutdown.ts'),
  reboot: () => import('./reboot.ts'),
  reset: () => import('./reset.ts'),
  suspend: () => import('./suspend.ts'),
  resume: () => import('./resume.ts'),
  autostart: () => import('./autostart.ts'),
  state: () => import('./state.ts'),
  info: () => import('./info.ts'),
  top: () => import('./top.ts'),
  events: () => import('./events.ts'),
  console: () => import('./console.ts'),
  check: () => import('./check.ts'),
  argv: () => import('./argv.ts'),
  xml: () => import('./xml.ts'),
  host: () => import('./host.ts'),
  machines: () => import('./machines.ts'),
  import: () => import('./import.ts'),
  serve: () => import('./serve.ts'),
  completion: () => import('./completion.ts'),
}

export async function loadVerb(name: string): Promise<Verb | undefined> {
  const load = Object.hasOwn(verbs, name) ? verbs[name] : undefined
  return (await load?.())?.default
}

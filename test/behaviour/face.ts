import type { Host } from '../../src/api/index.ts'

/** One way in to one kind of host. */
export interface Face {
  name: string
  /** Why it can't be tried here. */
  missing?: string
  /** Cases that it can't pass, by their names, and why. */
  skips: Readonly<Record<string, string>>
  open(): Promise<Opened>
}

export interface Opened extends AsyncDisposable {
  host: Host
  /** For files that emulators open. */
  folder: string
}

/** What every host does, whichever way it is reached. */
export interface Case {
  name: string
  run(opened: Opened): Promise<void>
}

/** All that is done to start one guest, as a value: nothing in it has happened yet. */
export interface LaunchPlan {
  emulator: string
  arguments: Argument[]
  environment: Record<string, string>
  /** Opened before the emulator is started and inherited by it; the first is number 3, the next 4, … */
  descriptors: Descriptor[]
  /** Made before the start, mode 0700, removed when the guest ends. */
  folders: string[]
  /** Written before the start, mode 0600. */
  files: PlannedFile[]
  /** Paths that the guest needs, with the words that say what for: asked for before the start, so that the error is a clear one. */
  needs: NeededPath[]
  /** Started before the emulator, in this order; each goes into the background by itself once it is ready. */
  processes: HelperProcess[]
  monitorSocket: string
  /** Sent to the monitor in this order before the guest's CPUs run. */
  commands: MonitorCommand[]
}

/** A program that serves a guest: found on PATH, ends when the emulator's end of its socket goes away. */
export interface HelperProcess {
  program: string
  arguments: string[]
  /** The socket that it makes, and the file in which it leaves its number. */
  socket: string
  pidFile: string
  /** What it is for: `network card net0`. */
  what: string
}

export interface MonitorCommand {
  execute: string
  arguments: Record<string, string | number | boolean | undefined>
}

export interface Argument {
  /** With its dash: `-device`. */
  option: string
  value?: string
}

/** Something with a file descriptor, told apart from plain objects by the `descriptor` member. */
export type Descriptor =
  /** A listening UNIX socket. */
  | { descriptor: 'listen'; path: string; mode?: number }
  /** A new network interface `name` (`%d` lets the kernel choose), up, in the bridge where one is given. */
  | {
      descriptor: 'tap'
      id: string
      name: string
      bridge?: string
      /** A macvtap over this interface of the host, where one is given. */
      parent?: { device: string; mode: string }
      mac?: string
      vnetHeader: boolean
      multiQueue: boolean
    }
  /** `/dev/vhost-net`, one for each queue. */
  | { descriptor: 'vhost-net'; id: string }
  /** One end of a socket pair; a helper program beside QEMU is started with the other. */
  | { descriptor: 'helper'; program: 'vhost-user-gpu'; id: string }
  /** A device file of the host, for reading and writing. */
  | { descriptor: 'device'; path: string }
  /** A file for writing that QEMU itself must not open. */
  | { descriptor: 'file'; path: string; append: boolean; fdset?: number }

export interface PlannedFile {
  path: string
  content: { random: number } | { copyOf: string } | { text: string }
  /** Left alone where it is there already, and kept when the guest ends. */
  keep: boolean
  /** Written anew where it is there already; it was kept, and is kept. */
  renew?: boolean
}

export interface NeededPath {
  path: string
  /** `disk vda`, `kernel`, `firmware`, … */
  what: string
  access: 'read' | 'write'
  /** Other guests may write to it at the same time. */
  shared?: boolean
  /** A character device of the host's, which is none of the definition's choosing. */
  isDevice?: boolean
  /** False where it is to stay its owner's, whoever the emulator runs as. */
  relabel?: boolean
}

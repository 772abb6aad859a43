import type { DomainEvent } from './events.ts'

/** libvirt's states; a guest that has ended is `shutoff`, or `crashed` where that wasn't its wish. */
export type DomainState = 'running' | 'paused' | 'shutdown' | 'pmsuspended' | 'crashed' | 'shutoff'

export interface DomainStatus {
  state: DomainState
  /** In libvirt's words: `booted`, `user`, `ioerror`, `destroyed`, `panicked`, … */
  reason: string
}

export interface DomainInfo {
  /** `hvm` */
  osType: string
  /** KiB that it may have, and has. */
  maxMemory: number
  memory: number
  maxVcpus: number
  vcpus: number
  /** Nanoseconds of the host's CPUs that its emulator has used. */
  cpuTime: number
}

/** Bytes both ways. In the process that runs the guest it is a Node.js `Duplex`. */
export interface ByteStream extends AsyncIterable<Uint8Array> {
  write(chunk: Uint8Array | string): boolean
  end(): unknown
  destroy(): unknown
  /** After `write` has said no: more is taken now. */
  once(event: 'drain', listener: () => void): unknown
}

export interface ShutdownOptions {
  /** Milliseconds to wait for the guest to end; without it the request is all that is done. */
  timeout?: number
}

/**
 * A guest. `await using` ends what this handle began: a guest from `create` is destroyed, one that was found is only let
 * go of. `release` gives that up; to keep a guest running, call it or don't dispose of the handle.
 */
export interface Domain extends AsyncDisposable {
  readonly name: string
  readonly uuid: string
  /** Unique among the guests that run. */
  readonly id: number
  status(): Promise<DomainStatus>
  info(): Promise<DomainInfo>
  /** Stops the CPUs; memory and devices stay. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** As the reset button does: nothing is asked of the guest. */
  reset(): Promise<void>
  /** Presses the power button (ACPI); whether the guest cares is its own affair. */
  shutdown(options?: ShutdownOptions): Promise<void>
  /** Presses the power button, and starts the guest again once it has switched itself off. */
  reboot(): Promise<void>
  /** Pulls the plug. */
  destroy(): Promise<void>
  /** From the call on; ends with the guest or the host's connection. */
  events(): AsyncIterableIterator<DomainEvent>
  /** Settles when the guest has ended. */
  ended(): Promise<DomainStatus>
  /** A serial or virtio console by its alias; without one the first. */
  console(alias?: string): Promise<ByteStream>
  /** With everything that was filled in. */
  xml(): string
  /** The emulator's process. */
  readonly pid: number
  /** The command line that started it, program first. */
  commandLine(): string[]
  /** Of what the emulator itself has said. */
  readonly logPath: string
  /** What the emulator answers to a command of its own protocol. */
  monitorCommand(command: string, args?: object): Promise<unknown>
  /** Leaves the guest running when this handle is disposed of. */
  release(): void
}

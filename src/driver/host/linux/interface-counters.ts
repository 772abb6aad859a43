import { type KernelFiles, kernelFiles } from './kernel-files.ts'

/** What an interface has received and sent, as the host sees it. */
export interface InterfaceCounters {
  received: TrafficCounters
  sent: TrafficCounters
}

export interface TrafficCounters {
  bytes: number
  packets: number
  errors: number
  dropped: number
}

/** Some thousand interfaces. */
const limit = 512 << 10

/** Of every interface of the host, by its name. */
export function interfaceCounters(files: KernelFiles = kernelFiles()): Map<string, InterfaceCounters> {
  const found = new Map<string, InterfaceCounters>()
  for (const [, name = '', text = ''] of files
    .text('/proc/net/dev', limit)
    .matchAll(/^ *([^\s:]{1,15}): *([\d ]+)$/gm)) {
    const [bytes = 0, packets = 0, errors = 0, dropped = 0, , , , , ...sent] = text.split(/ +/).map(Number)
    const [sentBytes = 0, sentPackets = 0, sentErrors = 0, sentDropped = 0] = sent
    found.set(name, {
      received: { bytes, packets, errors, dropped },
      sent: { bytes: sentBytes, packets: sentPackets, errors: sentErrors, dropped: sentDropped },
    })
  }
  return found
}

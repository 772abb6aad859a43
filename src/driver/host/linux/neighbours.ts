import { parseMac } from '../../../base/mac.ts'
import { type KernelFiles, kernelFiles } from './kernel-files.ts'

/** A machine of the local networks whose address this host knows. */
export interface Neighbour {
  mac: string
  address: string
}

/** The flag of an entry that has been answered (linux/if_arp.h: ATF_COM). */
const complete = 2

/** Bytes of the table: thousands of lines. */
const longestTable = 1 << 20

/** The kernel's table of IPv4 neighbours. */
export function neighbours(files: Pick<KernelFiles, 'text'> = kernelFiles()): Neighbour[] {
  const [, ...lines] = files.text('/proc/net/arp', longestTable).split('\n')
  return lines.flatMap((line) => {
    const [address, , flags, text = ''] = line.split(/\s+/)
    const mac = parseMac(text)
    return address && mac && Number(flags) & complete ? [{ address, mac }] : []
  })
}

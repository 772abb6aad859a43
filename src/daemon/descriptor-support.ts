import { closeSync } from 'node:fs'
import { Socket } from 'node:net'
import type { DescriptorSupport } from '../access/rpc/server/descriptors.ts'
import { LodgeError } from '../base/errors.ts'
import { DescriptorChannel } from '../driver/host/descriptor-channel.ts'
import { descriptorPassing } from '../driver/host/system.ts'

/** How this daemon passes descriptors; undefined where it can't, and clients are told so. */
export async function descriptorSupport(): Promise<DescriptorSupport | undefined> {
  const passing = await descriptorPassing().catch((error) => {
    if (error instanceof LodgeError) return undefined
    throw error
  })
  if (!passing) return undefined
  return {
    over: (socket) => (socket instanceof Socket ? DescriptorChannel.over(socket, passing) : undefined),
    close: (descriptor) => closeSync(descriptor),
  }
}

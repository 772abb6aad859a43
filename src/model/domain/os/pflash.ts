import type { Image } from '../../devices/shared/storage/nodes.ts'
import { Prerequisites } from '../../devices/shared/storage/prerequisites.ts'
import { protocolProps } from '../../devices/shared/storage/protocols.ts'
import type { Part, Props } from '../../qemu/part.ts'
import type { LaunchWorld } from '../launch.ts'
import type { Emitter } from '../section.ts'
import type { World } from '../world.ts'

interface Flash {
  chip: 'pflash0' | 'pflash1'
  image: Image
  /** A node for the format above the one that reads the bytes. */
  layered: boolean
}

/** Code and variables as block nodes, which the machine type is given by name. */
export const pflashBlocks: Emitter = (world) => flashes(world).flatMap((flash) => nodesOf(flash, world))

/** `pflash0` and `pflash1` of the machine. */
export function pflashNodes(world: World): Props {
  return Object.fromEntries(
    flashes(world).map(({ chip, layered }) => [chip, `libvirt-${chip}-${layered ? 'format' : 'storage'}`]),
  )
}

function flashes({ domain: { os }, qemu }: World): Flash[] {
  const { loader, nvram } = os
  if (loader?.type !== 'pflash' || !loader.path) return []
  const code: Flash = {
    chip: 'pflash0',
    image: {
      source: { type: 'file', file: loader.path },
      format: loader.format ?? 'raw',
      readonly: loader.readonly ?? false,
    },
    layered: true,
  }
  const source = nvram?.source ?? (nvram?.path ? { type: 'file' as const, file: nvram.path } : undefined)
  if (!source) return [code]
  const format = nvram?.format ?? 'raw'
  // see the layers of disks: a raw image needs no node of its own where block jobs can be told so
  const layered = format !== 'raw' || !qemu.schemaHas('block-commit/backing-mask-protocol')
  return [code, { chip: 'pflash1', image: { source, format, readonly: false }, layered }]
}

function nodesOf({ chip, image, layered }: Flash, world: LaunchWorld): Part[] {
  const storage = `libvirt-${chip}-storage`
  const access = { 'read-only': image.readonly }
  const before = new Prerequisites(`libvirt-${chip}`, world)
  const bytes: Part = {
    make: 'blockdev',
    props: {
      ...protocolProps(image, before),
      'node-name': storage,
      ...(layered ? { 'auto-read-only': true, discard: 'unmap' } : access),
    },
  }
  if (!layered) return [...before.parts, bytes]
  return [
    ...before.parts,
    bytes,
    {
      make: 'blockdev',
      props: {
        'node-name': `libvirt-${chip}-format`,
        ...access,
        driver: image.format,
        file: storage,
        backing: image.format === 'qcow2' ? null : undefined,
      },
    },
  ]
}

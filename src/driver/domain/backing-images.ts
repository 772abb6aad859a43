import { LodgeError } from '../../base/errors.ts'
import { shellQuote } from '../../base/shell-quote.ts'
import {
  BrokenHeader,
  type ImageHeader,
  isLayered,
  layeredFormatOf,
  readImageHeader,
} from '../../formats/disk-image/index.ts'
import { type BackingStore, layOver, openChains, readBackingName, type World } from '../../model/domain/index.ts'
import { type ImageFile, openImage } from '../host/image-file.ts'

/** As deep as QEMU follows, and libvirt. */
const deepest = 200

/** Formats that an image may say of the one beneath. */
const knownFormats: readonly string[] = ['raw', 'bochs', 'cloop', 'dmg', 'vpc', 'vdi', 'vhdx', 'parallels']

/** The guest with all images that it lies over, as their headers name them. */
export async function overBackingImages(completed: World): Promise<World> {
  const open = openChains(completed)
  const found: (BackingStore | undefined)[] = []
  for (const { path, format } of open.chains) found.push(await backingOf({ path, format }))
  layOver(open, found)
  return open.world
}

interface Layer {
  path: string
  format: string
}

/**
 * What an image lies over, down to the last. One that can't be opened ends what is known: that it is missing is told with
 * everything else that the guest needs.
 */
export async function backingOf(top: Layer): Promise<BackingStore | undefined> {
  const seen = new Set<string>()
  const first: { backingStore?: BackingStore } = {}
  let above = first
  let layer: Layer | undefined = top
  while (layer) {
    const at: Layer = layer
    await using image = await openLayer(at.path)
    if (!image) break
    if (seen.has(image.identity) || seen.size > deepest) throw endless(top.path)
    seen.add(image.identity)
    const { backing } = (await headerOf(at, image)) ?? {}
    const below: BackingStore = backing ? await placed(backing, at) : {}
    above.backingStore = below
    above = below
    layer = nextOf(below)
  }
  return first.backingStore
}

async function openLayer(path: string): Promise<ImageFile | undefined> {
  const image = await openImage(path)
  if (image !== 'other') return image
  throw new LodgeError('CONFIG_UNSUPPORTED', `the image ${path} is neither a file nor a block device`, { where: path })
}

async function headerOf({ path, format }: Layer, image: ImageFile): Promise<ImageHeader | undefined> {
  try {
    return await readImageHeader(format, image.range)
  } catch (error) {
    if (!(error instanceof BrokenHeader)) throw error
    const hint = `look at it: qemu-img check ${shellQuote(path)}`
    throw new LodgeError('INTERNAL_ERROR', `the header of ${path} is broken: ${error.message}`, { where: path, hint })
  }
}

/** Only local images of formats that can lie over others are followed further. */
function nextOf({ source, format }: BackingStore): Layer | undefined {
  const path =
    source?.type === 'file' && source.fdgroup === undefined
      ? source.file
      : source?.type === 'block'
        ? source.dev
        : undefined
  return path !== undefined && format && isLayered(format.type) ? { path, format: format.type } : undefined
}

async function placed({ name, format }: NonNullable<ImageHeader['backing']>, above: Layer): Promise<BackingStore> {
  const place = readBackingName(name, above.path)
  if ('refused' in place) throw refused(above.path, place.refused)
  const said = format || place.format
  if (said && !isLayered(said) && !knownFormats.includes(said))
    throw refused(above.path, `its format is said to be '${said.replace(/[^\w-]/g, '?').slice(0, 40)}'`)
  if ('source' in place) {
    if (!said) throw formatMissing(name, above.path)
    return { source: place.source, format: { type: said } }
  }
  const { path } = place
  await using image = await openLayer(path)
  const type = said || (image ? await harmlessFormat(image, { name, above: above.path, path }) : 'raw')
  const source =
    image?.kind === 'block' ? ({ type: 'block', dev: path } as const) : ({ type: 'file', file: path } as const)
  return { source, format: { type }, ...(isLayered(type) ? {} : { backingStore: {} }) }
}

/**
 * Where no format is said, a guest that once had the image raw may have written a header to read any file of the host's by.
 * libvirt takes what it sees as long as that leads to nothing else.
 */
async function harmlessFormat(
  image: ImageFile,
  { name, above, path }: { name: string; above: string; path: string },
): Promise<string> {
  const format = await layeredFormatOf(image.range)
  if (!format) return 'raw'
  const { backing, dataFile = false } = (await headerOf({ path, format }, image)) ?? {}
  if (backing || dataFile) throw formatMissing(name, above)
  return format
}

function formatMissing(name: string, above: string): LodgeError {
  const shown = name.replace(/\p{Cc}/gu, '?').slice(0, 200)
  return new LodgeError(
    'OPERATION_INVALID',
    `format of backing image '${shown}' of image '${above}' was not specified in the image metadata`,
    { where: above, hint: `say it there: qemu-img rebase -u -F FORMAT -b ${shellQuote(shown)} ${shellQuote(above)}` },
  )
}

function refused(above: string, why: string): LodgeError {
  return new LodgeError('CONFIG_UNSUPPORTED', `what the image ${above} lies over cannot be used: ${why}`, {
    where: above,
    hint: 'write what is beneath into <backingStore> of the disk, or change the image: qemu-img rebase -u',
  })
}

function endless(path: string): LodgeError {
  return new LodgeError('INTERNAL_ERROR', `backing store for ${path} is self-referential or too deeply nested`, {
    where: path,
    hint: 'follow it: qemu-img info --backing-chain',
  })
}

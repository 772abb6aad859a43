import { usb2Parts } from './models.ts'
import type { Controller } from './xml.ts'

/**
 * Puts a controller where libvirt keeps it: among those of its type by index, a master before its companions; the first of a
 * type at the end.
 */
export function insertController(controllers: Controller[], added: Controller): void {
  let at: number | undefined
  for (let position = controllers.length - 1; position >= 0; position--) {
    const other = controllers[position]
    if (other?.type !== added.type) continue
    if (added.index === undefined) {
      at = position + 1
      break
    }
    if (standsBefore(added, other)) at = position
    else at ??= position + 1
  }
  controllers.splice(at ?? controllers.length, 0, added)
}

function standsBefore(added: Controller, other: Controller): boolean {
  const [index = -1, otherIndex = -1] = [added.index, other.index]
  if (otherIndex !== index) return otherIndex > index
  return other.master !== undefined && !added.master
}

/** Puts all where they will be found when the definition is read again. */
export function sortControllers(controllers: Controller[]): void {
  for (const controller of controllers.splice(0)) insertController(controllers, controller)
}

/** Gives controllers without an index the lowest that is free; parts of one USB 2 controller share theirs. */
export function numberControllers(controllers: readonly Controller[]): void {
  controllers.forEach((controller, position) => {
    if (controller.index !== undefined) return
    const previous = controllers[position - 1]
    controller.index = sharesIndex(controllers, controller, previous)
      ? previous?.index
      : unusedIndex(controllers, controller.type)
  })
}

function sharesIndex(all: readonly Controller[], controller: Controller, previous: Controller | undefined): boolean {
  const isPart = (each: Controller | undefined) => each?.type === 'usb' && (each.model ?? '') in usb2Parts
  if (!isPart(controller) || !isPart(previous)) return false
  return !all.some(
    ({ type, index, model }) => type === 'usb' && index === previous?.index && model === controller.model,
  )
}

export function unusedIndex(controllers: readonly Controller[], type: string): number {
  const used = new Set(controllers.filter((each) => each.type === type).map(({ index }) => index))
  let index = 0
  while (used.has(index)) index++
  return index
}

import { formatNumberSet } from '../../../base/number-sets.ts'
import { pluggedKib } from '../memory/sizes.ts'
import { numbersOf } from '../scalars.ts'
import type { Section } from '../section.ts'
import type { World } from '../world.ts'
import { cellKib } from './sizes.ts'

export const numa: Section = {
  complete(world) {
    const { domain } = world
    addCell(world)
    const cells = domain.cpu?.numa?.cell ?? []
    if (cells.every(({ id }) => id === undefined)) {
      cells.forEach((cell, index) => {
        cell.id = index
      })
    }
    cells.sort((a, b) => (a.id ?? 0) - (b.id ?? 0))
    for (const cell of cells) completeDistances(cell, cells)
    fillFirstCell(cells, domain.vcpu?.count ?? 1)
  },
  check({ domain, report }) {
    const cells = domain.cpu?.numa?.cell ?? []
    if (cells.some(({ id }, index) => id !== index)) {
      report.invalid(domain.cpu?.numa, 'the ids of the cells must be 0, 1, 2, …, each once')
      return
    }
    const taken = new Map<number, number>()
    for (const cell of cells) {
      for (const cpu of numbersOf(cell.cpus)) {
        const other = taken.get(cpu)
        if (other !== undefined) report.invalid(cell, `CPU ${cpu} is in cells ${other} and ${cell.id}`)
        taken.set(cpu, cell.id ?? 0)
      }
      for (const { id, value } of cell.distances?.sibling ?? []) {
        if (id >= cells.length)
          report.invalid(cell, `cell ${cell.id} has a distance to cell ${id}, and there is no such cell`)
        else if (value < 10 || value > 255) report.invalid(cell, `the distance ${value} is not from 10 to 255`)
        else if ((value === 10) !== (id === cell.id)) {
          report.invalid(
            cell,
            `the distance from cell ${cell.id} to ${id} can't be ${value}: 10 is a cell's distance to itself`,
          )
        }
      }
      for (const cache of cell.cache) checkCache(cache)
    }
    for (const link of [
      ...(domain.cpu?.numa?.interconnects?.latency ?? []),
      ...(domain.cpu?.numa?.interconnects?.bandwidth ?? []),
    ]) {
      const { initiator, target } = link
      if (initiator >= cells.length) report.invalid(link, `there is no cell ${initiator} to be the initiator`)
      else if (!cells[initiator]?.cpus) report.invalid(link, `cell ${initiator} has no CPUs to be the initiator with`)
      if (target >= cells.length) report.invalid(link, `there is no cell ${target} to be the target`)
    }
    const most = Math.max(-1, ...taken.keys())
    const count = domain.vcpu?.count ?? 1
    if (most >= count)
      report.unsupported(domain.cpu?.numa, `a cell of <numa> names CPU ${most}, and the guest has ${count}`)

    function checkCache(cache: { level: number }): void {
      if (cache.level === 0 || cache.level > 3)
        report.invalid(cache as object, `a cache of level ${cache.level} can't be described: 1 to 3`)
    }
  },
  start(world) {
    for (const cell of world.domain.cpu?.numa?.cell ?? []) {
      if (!Number.isSafeInteger(cellKib(world, cell))) {
        world.report.unsupported(
          cell,
          `the memory of cell ${cell.id} is more than can be counted once it is rounded up`,
        )
      }
    }
  },
}

/** Memory devices are plugged into a cell, so a new guest that is to have any gets one. */
function addCell({ domain, fresh }: World): void {
  const { maxMemory, cpu, memory } = domain
  if (!fresh || !maxMemory || !memory || cpu?.numa?.cell.length) return
  domain.cpu ??= { feature: [] }
  const count = domain.vcpu?.count ?? 1
  domain.cpu.numa = {
    ...cpu?.numa,
    cell: [
      {
        id: 0,
        cpus: formatNumberSet(Array.from({ length: count }, (_, each) => each)),
        kib: memory.kib - pluggedKib(domain),
        cache: [],
      },
    ],
  }
}

type Cell = NonNullable<NonNullable<World['domain']['cpu']>['numa']>['cell'][number]

/** What one side says of a distance goes for the other, where that says nothing; a cell is near to itself. */
function completeDistances(cell: Cell, cells: readonly Cell[]): void {
  if (!cell.distances || cell.id === undefined) return
  for (const { id, value } of [...cell.distances.sibling]) {
    const other = cells.find((each) => each.id === id)
    if (!other) continue
    setDistance(cell, cell.id, 10)
    setDistance(other, id, 10)
    setDistance(other, cell.id, value)
  }
}

function setDistance(cell: Cell, to: number, value: number): void {
  cell.distances ??= { sibling: [] }
  const { sibling } = cell.distances
  if (sibling.some(({ id }) => id === to)) return
  sibling.push({ id: to, value })
  sibling.sort((a, b) => a.id - b.id)
}

/** CPUs that no cell names are in the first: QEMU puts them there, and says that it will stop doing so. */
function fillFirstCell(cells: Cell[], count: number): void {
  const first = cells[0]
  if (!first) return
  const named = new Set(cells.flatMap(({ cpus }) => numbersOf(cpus)))
  const unnamed = Array.from({ length: count }, (_, cpu) => cpu).filter((cpu) => !named.has(cpu))
  if (unnamed.length === 0) return
  first.cpus = formatNumberSet([...numbersOf(first.cpus), ...unnamed].sort((a, b) => a - b))
}

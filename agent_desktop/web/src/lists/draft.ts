/** Changes of a list that are not published: each row with what it was. Pure; a change gives another draft. */
import type { Row } from './rows'

export interface Entry {
  readonly id: number
  readonly row: Row
  /** The row in force; null: it was added. */
  readonly was: Row | null
  readonly isGone: boolean
}
export type Draft = readonly Entry[]
export type State = 'same' | 'added' | 'changed' | 'removed'
export interface Counts {
  added: number
  changed: number
  removed: number
  all: number
}

let last = 0
const entry = (row: Row, was: Row | null, isGone = false): Entry => ({ id: ++last, row, was, isGone })
export const keyOf = (row: Row): string => row.join('\u0000')
const sameRow = (one: Row, other: Row): boolean => keyOf(one) === keyOf(other)
const group = (row: Row): string => `${row[0]}\u0000${row[1]}`

export function stateOf(one: Entry): State {
  if (one.isGone) return 'removed'
  if (one.was === null) return 'added'
  return sameRow(one.row, one.was) ? 'same' : 'changed'
}

/** A list as it was read. */
export const opened = (rows: readonly Row[]): Draft => rows.map((row) => entry(row, row))

/** The rows that would be published. */
export const rowsOf = (draft: Draft): Row[] => draft.filter((one) => !one.isGone).map((one) => one.row)

/** The rows in force. */
export const baseOf = (draft: Draft): Row[] => draft.flatMap((one) => (one.was ? [one.was] : []))

export function countsOf(draft: Draft): Counts {
  const counts = { added: 0, changed: 0, removed: 0, all: 0 }
  for (const one of draft) {
    const state = stateOf(one)
    if (state === 'same') continue
    counts[state]++
    counts.all++
  }
  return counts
}

/** A draft with rows beside those like them; a row that stands there already is not added, one that was removed returns. */
export function withRows(draft: Draft, rows: readonly Row[]): { draft: Draft; ids: number[]; skipped: number } {
  const places = new Map(draft.map((one, at) => [keyOf(one.row), at]))
  const result = [...draft]
  const fresh: Entry[] = []
  const ids: number[] = []
  let skipped = 0
  for (const row of rows) {
    const at = places.get(keyOf(row))
    if (at === undefined) {
      const made = entry(row, null)
      fresh.push(made)
      ids.push(made.id)
      places.set(keyOf(row), -1)
    } else if (at >= 0 && result[at]!.isGone) {
      result[at] = { ...result[at]!, isGone: false }
      ids.push(result[at]!.id)
    } else skipped++
  }
  return { draft: placed(result, fresh), ids, skipped }
}

/** Put entries behind the last one of their key and kind, else behind the last one of their key, else at the end. */
function placed(draft: readonly Entry[], fresh: readonly Entry[]): Draft {
  if (!fresh.length) return draft
  const ends = new Map<string, number>()
  draft.forEach((one, at) => ends.set(group(one.row), at).set(one.row[0], at))
  const behind = new Map<number, Entry[]>()
  for (const one of fresh) {
    const at = ends.get(group(one.row)) ?? ends.get(one.row[0]) ?? draft.length - 1
    behind.set(at, [...(behind.get(at) ?? []), one])
  }
  return [...(behind.get(-1) ?? []), ...draft.flatMap((one, at) => [one, ...(behind.get(at) ?? [])])]
}

export const withRow = (draft: Draft, id: number, row: Row): Draft => draft.map((one) => (one.id === id ? { ...one, row } : one))

/** Remove rows; one that was only added is gone altogether, a changed one is struck as it was. */
export function without(draft: Draft, ids: ReadonlySet<number>): Draft {
  return draft.flatMap((one) => {
    if (!ids.has(one.id)) return [one]
    return one.was === null ? [] : [{ ...one, row: one.was, isGone: true }]
  })
}

/** Take back what was done to a row. */
export const restored = (draft: Draft, id: number): Draft => draft.map((one) => (one.id === id && one.was ? { ...one, row: one.was, isGone: false } : one))

/** The draft that leads from one list to another, in the order of the other; what was removed stands where it was. */
export function between(base: readonly Row[], rows: readonly Row[]): Draft {
  const spare = new Map<string, number[]>()
  base.forEach((row, at) => spare.set(keyOf(row), [...(spare.get(keyOf(row)) ?? []), at]))
  const partners: (number | undefined)[] = rows.map((row) => spare.get(keyOf(row))?.shift())
  // Where one row of a key and kind is left on either side, it was changed.
  const left = lone(base, new Set([...spare.values()].flat()))
  const right = lone(rows, new Set(partners.flatMap((partner, at) => (partner === undefined ? [at] : []))))
  for (const [name, at] of right) if (left.has(name)) partners[at] = left.get(name)
  const taken = new Map<number, Entry>()
  const listed = rows.map((row, at) => {
    const partner = partners[at]
    const made = entry(row, partner === undefined ? null : base[partner]!)
    if (partner !== undefined) taken.set(partner, made)
    return made
  })
  const behind = new Map<Entry | null, Entry[]>()
  let before: Entry | null = null
  base.forEach((row, at) => {
    const stays = taken.get(at)
    if (stays) before = stays
    else behind.set(before, [...(behind.get(before) ?? []), entry(row, row, true)])
  })
  return [...(behind.get(null) ?? []), ...listed.flatMap((one) => [one, ...(behind.get(one) ?? [])])]
}

/** Of some rows those that are the only one of their key and kind, by that. */
function lone(rows: readonly Row[], places: ReadonlySet<number>): Map<string, number> {
  const found = new Map<string, number>()
  const several = new Set<string>()
  for (const at of places) {
    const name = group(rows[at]!)
    if (found.has(name)) several.add(name)
    found.set(name, at)
  }
  for (const name of several) found.delete(name)
  return found
}

/** The same changes upon another list in force: what somebody else did already is no change any more. */
export function rebased(draft: Draft, base: readonly Row[]): Draft {
  const result = opened(base) as Entry[]
  const places = new Map(result.map((one, at) => [keyOf(one.row), at]))
  const more: Row[] = []
  for (const one of draft) {
    const state = stateOf(one)
    if (state === 'same') continue
    const at = one.was ? places.get(keyOf(one.was)) : undefined
    if (state === 'removed') {
      if (at !== undefined) result[at] = { ...result[at]!, isGone: true }
    } else if (at !== undefined && !places.has(keyOf(one.row))) result[at] = { ...result[at]!, row: one.row }
    else more.push(one.row)
  }
  return withRows(result, more).draft
}

/** Which entry a row of those that would be published is, counted from 1. */
export function entryAt(draft: Draft, number: number): Entry | undefined {
  let at = 0
  return draft.find((one) => !one.isGone && ++at === number)
}

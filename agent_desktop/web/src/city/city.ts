/** The organisation and the rules as drafts, and how a tree of units stands in a list. */
import type { components } from '../shared/schema'

export type OrganisationView = components['schemas']['OrganisationView']
export type RulesView = components['schemas']['RulesView']
export type Organisation = OrganisationView['content']
export type Unit = components['schemas']['Unit']
export type Duty = components['schemas']['Duty']
export type Contact = components['schemas']['Contact']
export type Rules = RulesView['content']
export type Limit = components['schemas']['TimeLimit']
export type Level = Unit['level']

export const LEVELS: readonly Level[] = ['province', 'city', 'district', 'street', 'community', 'enterprise']
export const UNITS_OF_TIME: readonly Limit['unit'][] = ['working_days', 'working_hours', 'hours', 'minutes']
export const KINDS = ['inquiry', 'help', 'complaint', 'report', 'suggestion', 'praise'] as const
export const URGENCIES = ['normal', 'urgent', 'emergency'] as const

export interface Branch {
  unit: Unit
  depth: number
}

/** Units below each other as they stand in the tree; of words that are sought only those found, and what stands above them. */
export function branches(units: readonly Unit[], words: string): Branch[] {
  const children = new Map<string, Unit[]>()
  const known = new Set(units.map((one) => one.code))
  for (const one of units) {
    const above = one.parent && known.has(one.parent) ? one.parent : ''
    children.set(above, [...(children.get(above) ?? []), one])
  }
  const walk = (code: string, depth: number): Branch[] =>
    (children.get(code) ?? []).flatMap((unit) => {
      const below = walk(unit.code, depth + 1)
      const fits = words === '' || unit.name.includes(words) || unit.code.includes(words)
      return fits || below.length ? [{ unit, depth }, ...below] : []
    })
  return walk('', 0)
}

/** A code for a unit that is made new: the first that is free. */
export function freeCode(units: readonly Unit[]): string {
  const taken = new Set(units.map((one) => one.code))
  let n = units.length + 1
  while (taken.has(`unit_${n}`)) n += 1
  return `unit_${n}`
}

/** What differs between what is in force and a draft: units and duties, by number. */
export function changes(before: Organisation, after: Organisation): { added: number; changed: number; removed: number } {
  const text = (one: unknown) => JSON.stringify(one)
  const old = new Map(before.units.map((one) => [one.code, text([one, before.duties.filter((duty) => duty.unit === one.code)])]))
  const now = new Map(after.units.map((one) => [one.code, text([one, after.duties.filter((duty) => duty.unit === one.code)])]))
  const found = { added: 0, changed: 0, removed: 0 }
  for (const [code, content] of now) {
    if (!old.has(code)) found.added += 1
    else if (old.get(code) !== content) found.changed += 1
  }
  for (const code of old.keys()) if (!now.has(code)) found.removed += 1
  return found
}

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

/** A code for what is made new among others: the first that is free behind their number. */
export function freeCode(others: readonly { code: string }[], stem: string): string {
  const taken = new Set(others.map((one) => one.code))
  let n = others.length + 1
  while (taken.has(`${stem}_${n}`)) n += 1
  return `${stem}_${n}`
}

/** What goes with a unit that is removed, and what names it. */
export function goesWith(content: Organisation, code: string): { duties: number; contacts: number; roster: number; below: number; stood_for: number } {
  const unit = content.units.find((one) => one.code === code)
  return {
    duties: content.duties?.filter((one) => one.unit === code).length ?? 0,
    contacts: unit?.contacts?.length ?? 0,
    roster: unit?.roster?.length ?? 0,
    below: content.units.filter((one) => one.parent === code).length,
    stood_for: content.units.filter((one) => one.substitute === code).length,
  }
}

/** A unit of what is in force that a draft removes (`until` is null), or gives another last day. */
export interface Leaving {
  code: string
  name: string
  until: string | null
}

export function leaving(before: Organisation, after: Organisation): Leaving[] {
  const now = new Map(after.units.map((one) => [one.code, one]))
  return before.units.flatMap(({ code, name, until }): Leaving[] => {
    const one = now.get(code)
    if (!one) return [{ code, name, until: null }]
    return one.until && one.until !== until ? [{ code, name: one.name, until: one.until }] : []
  })
}

export type Translate = (key: string, values?: Record<string, unknown>) => string

/** Where in the rules or the organisation a fault is, in the words of the page; `send_back_grounds.7.label` is row 8, its name. */
export function placeOf(path: string, content: Rules | Organisation | null, t: Translate, te: (key: string) => boolean): string {
  const parts = path.replace(/^body\.content\.?/, '').split('.').filter((one) => one !== '')
  let at: unknown = content
  const told = parts.flatMap((part, depth) => {
    at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[part] : undefined
    if (!/^\d+$/.test(part)) return nameOf(part, parts[depth - 1], t, te)
    const row = Number(part)
    if (depth !== 1 || !content || !('units' in content)) return t('city.row', { n: row + 1 })
    return parts[0] === 'duties' ? dutyAt(content, row, t) : t('city.named', { name: content.units[row]?.name ?? part })
  })
  const place = told.join(' ')
  return at === '' ? t('city.empty', { place }) : place
}

/** A duty as its unit's page numbers it. */
function dutyAt(content: Organisation, row: number, t: Translate): string[] {
  const duties = content.duties ?? []
  const code = duties[row]?.unit
  const name = content.units.find((one) => one.code === code)?.name ?? code ?? ''
  return [t('city.named', { name }), t('city.row', { n: duties.slice(0, row + 1).filter((one) => one.unit === code).length })]
}

/** A member's name; the number and the unit of a limit are what the limit is. */
function nameOf(part: string, above: string | undefined, t: Translate, te: (key: string) => boolean): string[] {
  if (part === 'amount' || (part === 'unit' && above !== undefined && !/^\d+$/.test(above))) return []
  const key = [`city.path.${part}`, `city.limit_of.${part}`, `city.number_of.${part}`, `city.urgency.${part}`, `city.${part}`].find(te)
  return [key ? t(key) : part]
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

/** What differs between two versions of a flow, by step. Pure. */
import type { components } from '../shared/schema'

export type Change = components['schemas']['Change']
export type Alteration = 'added' | 'removed' | 'changed'

export interface Altered {
  /** Code of the step; empty for the flow itself. */
  node: string
  what: Alteration
  /** Fields of a changed step. */
  fields: { field: string; before: string; after: string }[]
}

/** A value as people read it. */
export function shownValue(value: unknown): string {
  if (value === null || value === undefined || value === '') return '—'
  if (Array.isArray(value)) return value.map(shownValue).join('、') || '—'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Differences grouped by step, the flow itself first. */
export function alteredOf(changes: readonly Change[]): Altered[] {
  const found = new Map<string, Altered>()
  for (const { path, before, after } of changes) {
    const isNode = path[0] === 'nodes' && path[1] !== undefined
    const node = isNode ? path[1]! : ''
    const inner = isNode ? path.slice(2) : path
    const one = found.get(node) ?? { node, what: 'changed', fields: [] }
    if (isNode && inner.length === 0) one.what = before === null || before === undefined ? 'added' : 'removed'
    else one.fields.push({ field: inner.join('.'), before: shownValue(before), after: shownValue(after) })
    found.set(node, one)
  }
  return [...found.values()].sort((one, other) => one.node.localeCompare(other.node))
}

/** Why the server refuses rows, in words of the catalogue, and which row it is. Pure. */
import { Problem } from '../shared/problem'
import { entryAt, type Draft, type Entry } from './draft'

export interface Refusal {
  /** A key below `lists.refusals`; empty: only the server's own sentence says it. */
  code: string
  what: string
  said: string
  entry: Entry | null
}

const KNOWN: readonly (readonly [RegExp, string])[] = [
  [/^the class (.+) has a label already$/, 'label_twice'],
  [/^the class (.+) has no label$/, 'no_label'],
  [/^there is no class (.+)$/, 'no_class'],
  [/^(.+) is of the third level/, 'too_deep'],
  [/^there is no first-level class$/, 'no_root'],
  [/^the row -, (.+) is missing$/, 'missing'],
  [/^taxonomy code '(.+?)' is repeated/, 'code_twice'],
  [/^the unit .+ names classes that there are not: (.+)$/, 'unknown_classes'],
  [/^there is no list (.+)$/, 'no_list'],
]

/** What a problem says of the rows of a draft; null where it is about something else. */
export function refusalOf(error: unknown, draft: Draft): Refusal | null {
  if (!(error instanceof Problem)) return null
  const fields = error.details['fields'] as Record<string, { code?: string; row?: number | null }> | undefined
  const unfit = Object.values(fields ?? {}).find((one) => one?.code === 'row_unfit')
  const title = String(error.details['title'] ?? '')
  if (!unfit) return faultyCell(error, draft)
  const [, numbered, rest] = /^row (\d+): (.*)$/s.exec(title) ?? [null, null, title]
  const number = unfit.row ?? (numbered === null ? null : Number(numbered))
  const said = rest ?? title
  const [code, what] = known(said)
  const found = number === null ? namedIn(what, draft) : entryAt(draft, number)
  return { code, what, said, entry: found ?? null }
}

function known(said: string): [code: string, what: string] {
  for (const [pattern, code] of KNOWN) {
    const found = pattern.exec(said)
    if (found) return [code, found[1] ?? '']
  }
  return ['', '']
}

/** The first row that names the first of some codes: as its value, else as its key. */
function namedIn(what: string, draft: Draft): Entry | undefined {
  const [first] = what.split(', ')
  if (!first) return undefined
  return draft.find((one) => !one.isGone && one.row[2] === first && (one.row[1] === 'class' || one.row[1] === 'parent')) ?? draft.find((one) => !one.isGone && one.row[0] === first)
}

/** A cell that the interface does not take: `body.content.12.2`. */
function faultyCell(error: Problem, draft: Draft): Refusal | null {
  const named = error.errors.find((one) => /\.content\.\d+/.test(one.field))
  if (!named) return null
  const number = Number(/\.content\.(\d+)/.exec(named.field)![1]) + 1
  return { code: 'cell', what: '', said: named.reason, entry: entryAt(draft, number) ?? null }
}

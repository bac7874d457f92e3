/** What a correction of a ticket put right: what it was and what it is, as far as whoever asks may read it. */

export interface Correction {
  /** `kind category district street community place`; the page has words for each. */
  name: string
  before: string
  after: string
}

export interface Words {
  kind: (code: string) => string
  category: (code: string) => string
}

const PLACES = ['district', 'street', 'community', 'place'] as const
const texts = (given: unknown): string[] => (Array.isArray(given) ? given.map(String) : [])
const text = (given: unknown): string => (typeof given === 'string' ? given : '')

/** The pairs among the details of an act; what stayed the same is none. */
export function corrections(details: Record<string, unknown>, words: Words): Correction[] {
  const found: Correction[] = []
  if (details['kind_before']) found.push({ name: 'kind', before: words.kind(text(details['kind_before'])), after: words.kind(text(details['kind'])) })
  if (Array.isArray(details['classes_before'])) {
    const path = (codes: unknown) => texts(codes).map(words.category).join(' / ')
    found.push({ name: 'category', before: path(details['classes_before']), after: path(details['classes']) })
  }
  for (const name of PLACES) {
    if (name in details) found.push({ name, before: text(details[`${name}_before`]), after: text(details[name]) })
  }
  return found.filter((one) => one.before !== one.after)
}

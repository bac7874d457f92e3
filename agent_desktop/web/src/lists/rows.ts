/** Lists that pre-fill reads, as rows of three texts: what a row of each list may say. Pure. */
import type { components } from '../shared/schema'

/** A list in force; a row has three texts, which the description of the interface cannot say. */
export type ListView = Omit<components['schemas']['ListView'], 'content'> & { readonly content: readonly Row[] }
export type ListVersion = components['schemas']['DocumentVersion']
export type TrialField = components['schemas']['TrialField']
export type WrongRow = components['schemas']['WrongRow']

export const NAMES = ['taxonomy', 'places', 'words', 'units'] as const
export type Name = (typeof NAMES)[number]
export type Row = readonly [key: string, what: string, value: string]
/** The key of what belongs to a list as a whole. */
export const GENERAL = '-'
export const MOST_ROWS = 30_000
export const LONGEST = 64

/** Parts of each word list; a list without parts has one without a name. */
export type WordLists = Readonly<Record<string, readonly string[]>>
const KINDS = ['inquiry', 'help', 'complaint', 'report', 'suggestion', 'praise']
const WORD_LISTS: WordLists = {
  kind: KINDS.flatMap((kind) => [`${kind}.explicit`, `${kind}.typical`]),
  kind_neutral: [''],
  danger: ['fire', 'gas', 'suicide', 'violence', 'trapped', 'collapse', 'explosion', 'electric', 'medical', 'water', 'traffic', 'missing', 'crowd'],
  danger_neutral: [''],
  urgency: ['emergency', 'urgent', 'urgent_neutral'],
  confidential: [''],
  confidential_neutral: [''],
  enterprise: [''],
  enterprise_neutral: [''],
  wishes: [''],
  wishes_neutral: [''],
  organisations: [''],
  greetings: [''],
  fillers: [''],
  cantonese: [''],
  hot: [''],
}

/** The word lists that there are: those known here, and those that rows of the server name. */
export function wordLists(rows: readonly Row[]): WordLists {
  const found: Record<string, string[]> = Object.fromEntries(Object.entries(WORD_LISTS).map(([key, parts]) => [key, [...parts]]))
  for (const [key, what] of rows) {
    const parts = (found[key] ??= [])
    if (!parts.includes(what)) parts.push(what)
  }
  return found
}

const OWN: Record<Exclude<Name, 'words'>, readonly string[]> = {
  taxonomy: ['label', 'parent', 'prior', 'decisive', 'strong', 'setting', 'fair', 'weak', 'term'],
  places: ['streets', 'communities', 'roads', 'landmarks', 'short'],
  units: ['class', 'word', 'district_assists'],
}
const OF_ALL: typeof OWN = { taxonomy: ['neutral'], places: ['region', 'city'], units: ['district_unit'] }
/** Of these a key has one row at most. */
const SINGLE: readonly string[] = ['label', 'parent', 'prior', 'region', 'city', 'district_unit', 'district_assists']
const MAY_BE_EMPTY: readonly string[] = ['city', 'district_unit']

/** What a row with a key can say. */
export function whatsOf(name: Name, key: string, known: WordLists): readonly string[] {
  if (name === 'words') return known[key] ?? []
  return key === GENERAL ? OF_ALL[name] : OWN[name]
}

export const isSingle = (name: Name, what: string): boolean => name !== 'words' && SINGLE.includes(what)
export const isCode = (name: Name, what: string): boolean => (name === 'taxonomy' && what === 'parent') || (name === 'units' && what === 'class')

export type RowFault = '' | 'key' | 'code' | 'what' | 'value' | 'long' | 'unseen' | 'prior' | 'yes_no' | 'braces' | 'region'
const UNSEEN = /[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/
const CODE = /^[a-z0-9_]{1,32}$/

/** What keeps a row from being published, as far as the row alone tells. */
export function rowFault(name: Name, row: Row, known: WordLists): RowFault {
  const [key, what, value] = row
  if (key === '') return 'key'
  if (row.some((text) => UNSEEN.test(text))) return 'unseen'
  if (row.some((text) => [...text].length > LONGEST)) return 'long'
  if (name === 'taxonomy' && key !== GENERAL && !CODE.test(key)) return 'code'
  if (!whatsOf(name, key, known).includes(what)) return 'what'
  if (value === '') return MAY_BE_EMPTY.includes(what) ? '' : 'value'
  if (isCode(name, what) && !CODE.test(value)) return 'code'
  if (name === 'taxonomy' && what === 'prior') return /^\d*\.?\d+$/.test(value) && Number(value) > 0 && Number(value) <= 2 ? '' : 'prior'
  if (what === 'district_assists') return value === 'yes' || value === 'no' ? '' : 'yes_no'
  if (what === 'district_unit') return /[{}]/.test(value.replaceAll('{district}', '')) ? 'braces' : ''
  if (what === 'region') return /^\d{6}$/.test(value) ? '' : 'region'
  return ''
}

/** Names of the classes by code. */
export function labelsOf(rows: readonly Row[]): Map<string, string> {
  return new Map(rows.filter(([, what]) => what === 'label').map(([code, , label]) => [code, label]))
}

/** The row that would teach the list of places what agents put; the district is theirs to name. */
export function rowFor(field: string, value: string): Row {
  if (field === 'district') return [value, 'short', value.replace(/(?!^)[区县市]$/, '')]
  if (field === 'street') return ['', 'streets', value]
  if (field === 'community') return ['', 'communities', value]
  return ['', /[路街巷道]$/.test(value) ? 'roads' : 'landmarks', value]
}

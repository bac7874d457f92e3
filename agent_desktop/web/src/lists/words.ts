/** Words for keys, kinds and values of rows, in the page's language; and which words stand for which code. */
import { useI18n } from 'vue-i18n'
import type { Catalogue } from '../shared/i18n'
import type { Spelling } from './csv'
import { GENERAL, isCode, whatsOf, type Name, type Row, type RowFault, type WordLists } from './rows'
import en from './texts/en'
import zhCN from './texts/zh-CN'

export function useWords() {
  const { t, te } = useI18n()
  const key = (name: Name, code: string): string => {
    if (name === 'words') return te(`lists.word_lists.${code}`) ? t(`lists.word_lists.${code}`) : code
    return code === GENERAL ? t('lists.general') : code
  }
  const what = (name: Name, code: string): string => {
    if (code === '') return t('lists.whole')
    return te(`lists.whats.${name}.${code}`) ? t(`lists.whats.${name}.${code}`) : code
  }
  const value = (name: Name, row: Row): string => (name === 'units' && row[1] === 'district_assists' && (row[2] === 'yes' || row[2] === 'no') ? t(`lists.${row[2]}`) : row[2])
  const columns = (name: Name) => ({ key: t(`lists.columns.${name}.key`), what: t(`lists.columns.${name}.what`), value: t(`lists.columns.${name}.value`) })
  const row = (name: Name, one: Row): string => [key(name, one[0]), what(name, one[1]), value(name, one)].join(' · ')
  const fault = (name: Name, code: Exclude<RowFault, ''> | 'cells' | 'single'): string => t(`lists.faults.${code}`, columns(name))
  /** The name of a class that a cell holds the code of. */
  const label = (name: Name, one: Row, labels: ReadonlyMap<string, string>): string => (isCode(name, one[1]) ? (labels.get(one[2]) ?? t('lists.no_label')) : '')
  return { key, what, value, columns, row, fault, label }
}

function at(texts: Catalogue, path: readonly string[]): string | undefined {
  const found = path.reduce<Catalogue | string | undefined>((inner, name) => (typeof inner === 'object' ? inner[name] : undefined), texts)
  return typeof found === 'string' ? found : undefined
}

/** What may be written for codes of a list: their words in either language. */
export function spellingOf(name: Name, known: WordLists): Spelling {
  const keys = new Map<string, string>()
  const whats = new Map<string, string>()
  const headers = new Set(['key\u0000what\u0000value'])
  const codes = name === 'words' ? Object.values(known).flat() : [...whatsOf(name, GENERAL, known), ...whatsOf(name, '', known)]
  for (const texts of [zhCN.lists, en.lists] as Catalogue[]) {
    headers.add(['key', 'what', 'value'].map((column) => at(texts, ['columns', name, column])).join('\u0000'))
    if (name === 'words') for (const code of Object.keys(known)) keys.set(at(texts, ['word_lists', code]) ?? code, code)
    else keys.set(at(texts, ['general']) ?? GENERAL, GENERAL)
    for (const code of codes) whats.set((code === '' ? at(texts, ['whole']) : at(texts, ['whats', name, ...code.split('.')])) ?? code, code)
  }
  return { keys, whats, headers }
}

/** Names of the form's fields, and their values as people read them, outside of the desk. */
import { useI18n } from 'vue-i18n'
import { useLabels } from '../desk/labels'
import { dateTime } from '../shared/formats'

export type Value = string | readonly string[] | { readonly [end: string]: string } | null

const CODED: ReadonlySet<string> = new Set(['kind', 'urgency', 'party', 'confidential'])
const moment = (text: string) => (/^\d{4}-\d{2}-\d{2}T/.test(text) ? dateTime(text) : text)

export function useFields() {
  const { t, te } = useI18n()
  const labels = useLabels()
  const name = (field: string): string => (te(`prefill.fields.${field}`) ? t(`prefill.fields.${field}`) : field)
  const value = (field: string, given: Value): string => {
    if (given === null) return ''
    if (Array.isArray(given)) return (given as readonly string[]).join(field === 'category' ? ' › ' : '、')
    if (typeof given !== 'string') return Object.values(given).map(moment).join(' – ')
    if (field === 'language') return labels.language(given)
    return CODED.has(field) ? labels.of(`form.${field}`, given) : moment(given)
  }
  return { name, value }
}

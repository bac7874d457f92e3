/** Values of fields as people read them. */
import { useI18n } from 'vue-i18n'
import { language } from '../../shared/i18n'
import { useLabels } from '../labels'
import { useDesk } from '../store'
import type { FieldName, FieldValue } from '../types'
import { pathText } from './categories'
import { isSpan } from './merge'
import { CHINESE, ENGLISH, whenText } from './when'

/** Fields whose values are codes with words of their own. */
const CODED: ReadonlySet<string> = new Set<FieldName>(['kind', 'urgency', 'party', 'confidential'])

export type ValueText = (field: FieldName, value: FieldValue) => string

/** `now`: the moment that days are counted from, in milliseconds. */
export function useTextAt(now: () => number): ValueText {
  const { t } = useI18n()
  const labels = useLabels()
  return (field, value) => {
    if (value === null) return ''
    if (field === 'happened_at') return whenText(value, now(), language.value === 'en' ? ENGLISH : CHINESE)
    if (Array.isArray(value)) return field === 'category' ? pathText(value) : value.join(t('desk.words.and'))
    if (isSpan(value)) return `${value.from} – ${value.to}`
    if (field === 'language') return labels.language(value)
    return CODED.has(field) ? labels.of(`form.${field}`, value) : value
  }
}

export function useValueText(): ValueText {
  const desk = useDesk()
  return useTextAt(() => desk.serverNow)
}

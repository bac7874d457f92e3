/** Values of fields as people read them. */
import { useI18n } from 'vue-i18n'
import { language } from '../../shared/i18n'
import { useDesk } from '../store'
import type { FieldName, FieldValue } from '../types'
import { CHINESE, ENGLISH, whenText } from './when'

export function useValueText(): (field: FieldName, value: FieldValue) => string {
  const { t, te } = useI18n()
  const desk = useDesk()
  return (field, value) => {
    if (value === null) return ''
    if (field === 'happened_at') return whenText(value, desk.serverNow, language.value === 'en' ? ENGLISH : CHINESE)
    if (typeof value !== 'string') return `${value.from} – ${value.to}`
    if (field !== 'kind' && field !== 'urgency') return value
    const key = `desk.form.${field}.${value}`
    return te(key) ? t(key) : value
  }
}

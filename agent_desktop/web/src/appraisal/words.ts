/** Names of rates and counts in the reader's language; one that has none stands as it is. */
import { useI18n } from 'vue-i18n'
import { formulaText } from '../figures/figures'
import { addTexts } from '../shared/i18n'
import type { Rate } from './appraisal'
import en from './texts/en'
import zhCN from './texts/zh-CN'

export function useWords() {
  addTexts({ 'zh-CN': zhCN, en })
  const { t, te } = useI18n()
  const named = (key: string, name: string) => (te(key) ? t(key) : name)
  const rate = (name: string) => named(`appraisal.rate.${name}`, name)
  const count = (name: string) => named(`appraisal.count.${name}`, name)
  const formula = (one: Rate) => formulaText(one.formula, count)
  const reason = (text: string) => (text === 'as shipped' ? t('appraisal.shipped') : text)
  return { rate, count, formula, reason, author: (name: string) => (name === 'system' || name === '' ? t('appraisal.system') : name) }
}

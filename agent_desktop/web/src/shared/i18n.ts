/** Language of the pages: zh-CN unless chosen otherwise; every area brings its own catalogue under its own name. */
import { createI18n } from 'vue-i18n'
import { computed } from 'vue'
import { store, stored } from './stored'
import en from './texts/en'
import zhCN from './texts/zh-CN'

export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]
export type Catalogue = { [key: string]: string | Catalogue }

const chosen = stored('language')
const first: Language = chosen === 'en' ? 'en' : 'zh-CN'

export const i18n = createI18n({
  legacy: false,
  locale: first,
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zhCN as Catalogue, en: en as Catalogue },
})
document.documentElement.lang = first

/** Add an area's texts; called once by the module that opens the area. */
export function addTexts(texts: Record<Language, Catalogue>): void {
  for (const language of languages) i18n.global.mergeLocaleMessage(language, texts[language])
}

export const language = computed<Language>({
  get: () => i18n.global.locale.value as Language,
  set: (value) => {
    i18n.global.locale.value = value
    document.documentElement.lang = value
    store('language', value)
  },
})

/** Text for a key outside of components. */
export function text(key: string, values: Record<string, unknown> = {}): string {
  return i18n.global.t(key, values)
}

/** Texts of these pages. */
import { addTexts } from '../shared/i18n'
import en from './texts/en'
import zhCN from './texts/zh-CN'

type Say = (key: string, values: Record<string, unknown>) => string

/** A right by its name, and how far it reaches where that is not everywhere. */
export function rightText(act: string, scope: string, t: Say, te: (key: string) => boolean): string {
  const key = `administer.accounts.rights.${act.replace('.', '_')}`
  const right = te(key) ? t(key, {}) : act
  return scope === 'all' ? right : t('administer.accounts.right', { right, scope: t(`administer.accounts.scope.${scope}`, {}) })
}

export function addAdministerTexts(): void {
  addTexts({ 'zh-CN': zhCN, en })
}

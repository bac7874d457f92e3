/** Texts of these pages. */
import { addTexts } from '../shared/i18n'
import en from './texts/en'
import zhCN from './texts/zh-CN'

export function addAdministerTexts(): void {
  addTexts({ 'zh-CN': zhCN, en })
}

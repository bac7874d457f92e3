/** Texts of these pages, with those of the desktop whose words for codes they share. */
import deskEn from '../desk/texts/en'
import deskZhCN from '../desk/texts/zh-CN'
import { addTexts } from '../shared/i18n'
import en from './texts/en'
import zhCN from './texts/zh-CN'

export function addSuperviseTexts(): void {
  addTexts({ 'zh-CN': deskZhCN, en: deskEn })
  addTexts({ 'zh-CN': zhCN, en })
}

import { addTexts } from '../shared/i18n'
import { createPage } from '../shared/page'
import CitizenPage from './CitizenPage.vue'
import en from './texts/en'
import zhCN from './texts/zh-CN'

addTexts({ 'zh-CN': zhCN, en })
createPage(CitizenPage).mount('#page')

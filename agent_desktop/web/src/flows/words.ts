/** Words for node types, outcomes and faults of a flow. */
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useLabels } from '../desk/labels'
import deskEn from '../desk/texts/en'
import deskZhCN from '../desk/texts/zh-CN'
import { addTexts } from '../shared/i18n'
import type { FlowFault, FlowNode, NodeType } from './shapes'
import en from './texts/en'
import zhCN from './texts/zh-CN'

/** Labels of the classification by code, as the server names them. */
export const categories = ref<Record<string, string>>({})

export function useWords() {
  addTexts({ 'zh-CN': deskZhCN, en: deskEn }) // names of queues, languages and steps
  addTexts({ 'zh-CN': zhCN, en })
  const { t, te } = useI18n()
  const labels = useLabels()

  const answer = (value: string) => (te(`flows.callers.${value}`) ? t(`flows.callers.${value}`) : (categories.value[value] ?? value))

  function outcome(name: string): string {
    if (name.startsWith('choices.')) return t('flows.key', { key: name.slice(8) })
    if (name.startsWith('cases.')) return answer(name.slice(6))
    if (name.startsWith('states.')) return te(`flows.ticket_states.${name.slice(7)}`) ? t(`flows.ticket_states.${name.slice(7)}`) : name.slice(7)
    return te(`flows.outcomes.${name}`) ? t(`flows.outcomes.${name}`) : name
  }

  /** Several outcomes that lead the same way: keys together, then the rest. */
  function outcomes(names: readonly string[]): string {
    const keys = names.filter((name) => name.startsWith('choices.')).map((name) => name.slice(8))
    const rest = names.filter((name) => !name.startsWith('choices.')).map(outcome)
    const all = [...(keys.length ? [t('flows.key', { key: keys.join(' ') })] : []), ...rest]
    return all.join(t('flows.and'))
  }

  const menu = (code: string) => (te(`flows.menus.${code}`) ? t(`flows.menus.${code}`) : code)
  const calendar = (code: string) => (te(`flows.calendars.${code}`) ? t(`flows.calendars.${code}`) : code)

  const node = (code: string, one: FlowNode): string => {
    const named = te(`desk.path.${code}`) ? t(`desk.path.${code}`) : code
    return one.type === 'enqueue' && named === code && one.queue ? `${code} · ${labels.queue(one.queue)}` : named
  }

  function fault(one: FlowFault): string {
    const place = one.place ? (te(`flows.fields.${one.place}`) ? t(`flows.fields.${one.place}`) : outcome(one.place)) : ''
    const key = te(`flows.faults.${one.code}`) ? one.code : 'bad_field'
    return t(`flows.faults.${key}`, { node: one.node, place, detail: one.detail })
  }

  return { t, te, answer, calendar, menu, outcome, outcomes, node, fault, type: (type: NodeType) => t(`flows.types.${type}`), queue: labels.queue, language: labels.language }
}

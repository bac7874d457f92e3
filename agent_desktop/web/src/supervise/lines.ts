/** What a list of calls says of each: how it ended and its ticket. */
import { useI18n } from 'vue-i18n'
import { useLabels } from '../desk/labels'
import type { CallLine } from './shapes'

export function useLines(): { result: (call: CallLine) => string; ticket: (call: CallLine) => string } {
  const { t } = useI18n()
  const labels = useLabels()

  function result(call: CallLine): string {
    if (call.recording_state === 'message') return labels.of('outcome', 'message')
    return labels.of('outcome', call.outcome ?? (call.ended_at ? '' : 'open'))
  }

  function ticket(call: CallLine): string {
    if (call.ticket) return call.ticket.service_id ?? t('supervise.detail.ticket_waits')
    return call.conclusion ? labels.of('outcome', call.conclusion) : '—'
  }

  return { result, ticket }
}

/** Whether more of a call is still to come: its end, its checked recording, the words written down from it, its ticket's number. */

interface Call {
  answered_at: string | null
  ended_at: string | null
  recording: { state: string } | null
  transcript: { source: 'live' | 'recording' }
  ticket: { service_id: string | null } | null
  withheld: boolean
}

/** What has not come so long after the end comes by another way, if at all: nobody waits at the page for it. */
const PATIENCE = 15 * 60_000
const AWAITED = ['expected', 'to_verify']

/** Tell whether a page that shows `call` should read it again. */
export function isUnsettled(call: Call, now: number): boolean {
  if (call.ended_at === null) return true
  if (call.withheld || (call.answered_at === null && call.recording?.state !== 'message') || now - Date.parse(call.ended_at) > PATIENCE) return false
  if (call.recording === null || AWAITED.includes(call.recording.state)) return true
  return call.transcript.source === 'live' || call.ticket?.service_id === null
}

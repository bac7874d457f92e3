/** Which colour a state or outcome has: red only for what hurts. */

export type Tone = '' | 'good' | 'caution' | 'bad' | 'accent'

export function outcomeTone(outcome: string | null): Tone {
  if (outcome === 'abandoned' || outcome === 'left_empty' || outcome === 'timed_out') return 'bad'
  if (outcome === null) return 'accent'
  return ''
}

export function stateTone(state: string): Tone {
  if (state === 'ready') return 'good'
  if (state === 'talking' || state === 'ringing' || state === 'on_hold') return 'accent'
  if (state === 'unreachable') return 'bad'
  return state === 'paused' || state === 'wrap_up' ? 'caution' : ''
}

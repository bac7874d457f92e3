/** What a prompt is on its page. */
import { oneLine } from '../shared/note'
import type { components } from '../shared/schema'

export type PromptView = components['schemas']['PromptView']
export type SpokenView = components['schemas']['SpokenView']
export type Language = 'zh' | 'yue' | 'en'
export interface Spoken {
  text: string
  audio: string
  audio_of: string
  made: 'uploaded' | 'synthesised'
  seconds: number
}
export type PromptDraft = Partial<Record<Language, Spoken>>

export const LANGUAGES: readonly Language[] = ['zh', 'yue', 'en']
export const TONES: Record<string, string> = { recorded: 'good', synthesised: 'accent', demonstration: '', outdated: 'caution', missing: 'bad' }
const NAME = /^[a-z0-9_]{1,24}$/

/** The prompt as it can be changed: what is published, else the words that are shipped. */
export function draftOf(prompt: PromptView): PromptDraft {
  const draft: PromptDraft = {}
  for (const language of LANGUAGES) {
    const one = prompt.languages[language]
    if (one && (one.text !== '' || one.audio !== '')) {
      draft[language] = { text: one.text, audio: one.audio, audio_of: one.audio_of, made: one.made, seconds: one.seconds }
    }
  }
  return draft
}

/** What is sent: a language without words and recording is none. */
export function changesOf(draft: PromptDraft): Partial<Record<Language, Omit<Spoken, 'seconds'>>> {
  const sent: Partial<Record<Language, Omit<Spoken, 'seconds'>>> = {}
  for (const language of LANGUAGES) {
    const one = draft[language]
    if (one && (one.text.trim() !== '' || one.audio !== '')) {
      sent[language] = { text: oneLine(one.text), audio: one.audio, audio_of: oneLine(one.audio_of), made: one.made }
    }
  }
  return sent
}

/** Whether somebody has something to do: words without a recording, or a recording of other words. */
export function needsWork(prompt: PromptView): boolean {
  return LANGUAGES.some((language) => {
    const one = prompt.languages[language]
    return one !== undefined && (one.state === 'outdated' || (one.state === 'missing' && (one.text !== '' || one.heard === null)))
  })
}

/** What is wrong with the name of a new prompt. */
export function nameFault(name: string, known: readonly PromptView[]): '' | 'bad' | 'taken' {
  if (!NAME.test(name)) return 'bad'
  return known.some((one) => one.name === `own/${name}`) ? 'taken' : ''
}

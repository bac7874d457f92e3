import { describe, expect, it } from 'vitest'
import { changesOf, draftOf, nameFault, needsWork, type PromptView, type SpokenView } from './prompts'

const spoken = (part: Partial<SpokenView>): SpokenView => ({ text: '', audio: '', audio_of: '', made: 'uploaded', seconds: 0, state: 'missing', heard: 'zh', ...part })
const prompt = (languages: PromptView['languages']): PromptView => ({ name: 'own/typhoon', version: 1, languages, used_by: [], reason: '', published_by: '', published_at: null })

describe('a prompt', () => {
  it('is changed from what is published, and a language without anything is none', () => {
    const draft = draftOf(prompt({ zh: spoken({ text: '台风', audio: 'a', audio_of: '台风', seconds: 2 }), en: spoken({}) }))
    expect(Object.keys(draft)).toEqual(['zh'])
    expect(changesOf({ ...draft, en: { text: ' ', audio: '', audio_of: '', made: 'uploaded', seconds: 0 } })).toEqual({ zh: { text: '台风', audio: 'a', audio_of: '台风', made: 'uploaded' } })
  })

  it('needs work where words have no recording, the wrong one, or nothing is heard', () => {
    expect(needsWork(prompt({ zh: spoken({ text: '台风', state: 'recorded' }), en: spoken({}) }))).toBe(false)
    expect(needsWork(prompt({ en: spoken({ text: 'typhoon' }) }))).toBe(true)
    expect(needsWork(prompt({ zh: spoken({ text: '台风', state: 'outdated' }) }))).toBe(true)
    expect(needsWork(prompt({ zh: spoken({ heard: null }) }))).toBe(true)
  })

  it('has a name of its own', () => {
    expect(nameFault('Typhoon', [])).toBe('bad')
    expect(nameFault('typhoon', [prompt({})])).toBe('taken')
    expect(nameFault('water_main', [prompt({})])).toBe('')
  })
})

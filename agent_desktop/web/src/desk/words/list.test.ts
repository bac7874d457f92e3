import { describe, expect, it } from 'vitest'
import type { Utterance } from '../types'
import { pieces, withWords } from './list'

function said(id: string, at: number, text: string, partial = false): Utterance {
  const moment = new Date(at * 1000).toISOString()
  return { utterance_id: id, call_id: 'k1', speaker: 'caller', started_at: moment, ended_at: moment, text, confidence: 0.9, partial }
}

describe('the list of words', () => {
  it('is in order of time, whatever comes first', () => {
    const list = withWords([said('b', 2, '二')], [said('c', 3, '三'), said('a', 1, '一')])
    expect(list.map(({ text }) => text)).toEqual(['一', '二', '三'])
  })

  it('replaces a partial utterance, and no final one by a partial', () => {
    const list = withWords([said('a', 1, '路', true)], [said('a', 1, '路灯不亮')])
    expect(withWords(list, [said('a', 1, '路灯', true)]).map(({ text }) => text)).toEqual(['路灯不亮'])
  })
})

describe('an utterance in pieces', () => {
  it('sets the sentences apart that suggestions came from', () => {
    expect(pieces('你好，路灯不亮，谢谢', [{ field: 'summary', source: '路灯不亮' }])).toEqual([
      { text: '你好，', fields: [] },
      { text: '路灯不亮', fields: ['summary'] },
      { text: '，谢谢', fields: [] },
    ])
  })

  it('names all fields of one sentence, and cuts where they overlap', () => {
    expect(pieces('昨天中山路', [{ field: 'place', source: '昨天中山路' }, { field: 'happened_at', source: '昨天' }])).toEqual([
      { text: '昨天', fields: ['place', 'happened_at'] },
      { text: '中山路', fields: ['place'] },
    ])
  })

  it('finds a sentence whose punctuation differs, and leaves out one that is not there', () => {
    expect(pieces('你好 路灯，不亮', [{ field: 'summary', source: '路灯不亮。' }])[1]).toEqual({ text: '路灯，不亮', fields: ['summary'] })
    expect(pieces('你好', [{ field: 'summary', source: '路灯' }, { field: 'place', source: '' }])).toEqual([{ text: '你好', fields: [] }])
  })
})

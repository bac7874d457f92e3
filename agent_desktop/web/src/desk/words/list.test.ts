import { describe, expect, it } from 'vitest'
import type { Utterance } from '../types'
import { changesIn, forsaken, pieces, withWords } from './list'

function said(id: string, at: number, text: string, more: Partial<Utterance> = {}): Utterance {
  const moment = (seconds: number) => new Date(seconds * 1000).toISOString()
  const utterance = { utterance_id: id, call_id: 'k1', speaker: 'caller', started_at: moment(at), ended_at: moment(at + 1), text, machine_text: text } as const
  return { ...utterance, changes: [], corrected_by: null, confidence: 0.9, partial: false, ...more }
}

const begun = (id: string, at: number, text: string, more: Partial<Utterance> = {}) => said(id, at, text, { partial: true, ...more })
const texts = (list: readonly Utterance[]) => list.map(({ text }) => text)

describe('the list of words', () => {
  it('is in order of time, whatever comes first', () => {
    const list = withWords([said('b', 2, '二')], [said('c', 3, '三'), said('a', 1, '一')])
    expect(texts(list)).toEqual(['一', '二', '三'])
  })

  it('tells moments of one second apart, however exact they are written', () => {
    const list = withWords([], [said('b', 1, '二', { started_at: '2026-11-23T01:00:00.5Z' }), said('a', 1, '一', { started_at: '2026-11-23T01:00:00Z' })])
    expect(texts(list)).toEqual(['一', '二'])
  })

  it('replaces a partial utterance, and no final one by a partial', () => {
    const list = withWords([begun('a', 1, '路')], [said('a', 1, '路灯不亮')])
    expect(texts(withWords(list, [begun('a', 1, '路灯')]))).toEqual(['路灯不亮'])
  })

  it('takes a partial one away that turned out to be none, and no other', () => {
    const list = [said('a', 1, '路灯不亮'), begun('b', 2, '嗯')]
    expect(texts(withWords(list, [begun('b', 2, '')]))).toEqual(['路灯不亮'])
    expect(texts(withWords(list, [begun('a', 1, ''), begun('c', 3, '')]))).toEqual(['路灯不亮', '嗯'])
  })

  it('replaces it where it stands, though it began at another time than was thought', () => {
    const list = [begun('a', 1, '路'), said('b', 2, '您好', { speaker: 'agent' })]
    expect(texts(withWords(list, [said('a', 3, '路灯不亮')]))).toEqual(['路灯不亮', '您好'])
  })

  it('replaces the last partial one of a speaker by what he said then under another id', () => {
    const list = [begun('p', 1, '路'), said('b', 2, '您好', { speaker: 'agent' })]
    expect(texts(withWords(list, [said('f', 1.2, '路灯不亮')]))).toEqual(['路灯不亮', '您好'])
    expect(texts(withWords(list, [said('f', 1.2, '请问', { speaker: 'agent' })]))).toEqual(['路', '请问', '您好'])
  })

  it('keeps what is being said when an earlier sentence becomes final only now', () => {
    const list = [begun('p', 5, '还有')]
    expect(texts(withWords(list, [said('f', 1, '路灯不亮')]))).toEqual(['路灯不亮', '还有'])
    expect(texts(withWords([begun('a', 1, '路灯')], [begun('p', 5, '还有')]))).toEqual(['路灯', '还有'])
  })

  it('drops a partial one that comes after its sentence', () => {
    expect(texts(withWords([said('f', 1, '路灯不亮')], [begun('p', 1, '路灯')]))).toEqual(['路灯不亮'])
  })

  it('forsakes a partial one that nobody says on', () => {
    const list = [begun('p', 1, '路'), said('f', 1, '您好', { speaker: 'agent' })]
    expect(forsaken(list, 10_000)).toEqual([])
    expect(forsaken(list, 60_000)).toEqual(['p'])
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

  it('sets apart what the word list put right', () => {
    const change = { start: 2, heard: '天和区', corrected: '天河区' }
    expect(pieces('我在天河区', [], [change])).toEqual([
      { text: '我在', fields: [] },
      { text: '天河区', fields: [], change },
    ])
    expect(pieces('我在天河区', [{ field: 'district', source: '天河区' }], [change])[1]).toEqual({ text: '天河区', fields: ['district'], change })
    expect(pieces('😀我在天河区', [], [{ ...change, start: 3 }])[1]).toEqual({ text: '天河区', fields: [], change: { ...change, start: 3 } })
    expect(pieces('别的话', [], [change])).toEqual([{ text: '别的话', fields: [] }])
  })

  it('has no changes of the machine once a person wrote the words', () => {
    const changes = [{ start: 0, heard: '天和区', corrected: '天河区' }]
    expect(changesIn(said('a', 1, '天河区', { changes }))).toEqual(changes)
    expect(changesIn(said('a', 1, '天河区路灯', { changes, machine_text: '天河区' }))).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { edgesOf, placesOf } from './layout'
import { flowOf, nameFault, newNode, renamed, waysOf, without, type Flow } from './shapes'

const flow: Flow = flowOf({
  code: 'default',
  start: 'welcome',
  nodes: {
    person: { type: 'enqueue', queue: 'hotline_general' },
    welcome: { type: 'menu', prompt: ['a'], choices: { 0: 'person', 2: 'notice', 1: 'person' }, no_input: 'person', no_match: 'notice', error: 'person' },
    notice: { type: 'play', prompt: ['b'], next: 'person' },
    strange: { type: 'teleport' },
  },
})

describe('the picture of a flow', () => {
  it('has an edge for each pair of nodes, with every outcome that leads there', () => {
    expect(edgesOf(flow)).toEqual([
      { id: 'welcome>person', from: 'welcome', to: 'person', outcomes: ['choices.1', 'choices.0', 'no_input', 'error'] },
      { id: 'welcome>notice', from: 'welcome', to: 'notice', outcomes: ['choices.2', 'no_match'] },
      { id: 'notice>person', from: 'notice', to: 'person', outcomes: ['next'] },
    ])
  })

  it('stands left to right, and nothing covers another', () => {
    const places = Object.fromEntries(placesOf(flow).map((one) => [one.code, one]))
    expect(places['welcome']!.x).toBeLessThan(places['notice']!.x)
    expect(places['notice']!.x).toBeLessThan(places['person']!.x)
    expect(placesOf(flow)).toEqual(placesOf(structuredClone(flow)))
  })

  it('shows a flow that leads nowhere, back, and to itself', () => {
    const odd: Flow = { start: 'a', nodes: { a: { ...newNode('menu', 'gone'), no_match: 'a', error: 'b' }, b: newNode('play', 'a') } }
    expect(placesOf(odd)).toHaveLength(2)
    expect(edgesOf(odd).map((edge) => edge.id)).toEqual(['a>a', 'a>b', 'b>a'])
  })
})

describe('a change of a flow', () => {
  it('is a new flow: the old one can be had back', () => {
    const before = structuredClone(flow)
    const after = renamed(flow, 'person', 'anyone')
    expect(flow).toEqual(before)
    expect(after.nodes['welcome']).toMatchObject({ choices: { 1: 'anyone', 2: 'notice', 0: 'anyone' }, no_input: 'anyone', no_match: 'notice', error: 'anyone' })
    expect(after.nodes['notice']!.next).toBe('anyone')
    expect(Object.keys(after.nodes)).toEqual(['anyone', 'welcome', 'notice'])
  })

  it('that removes a node leads its callers to a person', () => {
    const after = without(flow, 'notice')
    expect(waysOf(after.nodes['welcome']!).every((way) => way.to === 'person')).toBe(true)
    expect(without(flow, 'welcome').start).toBe('')
  })

  it('takes names that the switch can take', () => {
    expect(nameFault(flow, 'english_2')).toBe('')
    expect(nameFault(flow, 'English')).toBe('form')
    expect(nameFault(flow, '')).toBe('form')
    expect(nameFault(flow, 'notice')).toBe('taken')
    expect(nameFault(flow, 'notice', 'notice')).toBe('')
  })
})

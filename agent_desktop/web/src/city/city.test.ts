import { describe, expect, it } from 'vitest'
import { branches, changes, freeCode, goesWith, leaving, placeOf, type Organisation, type Rules, type Translate, type Unit } from './city'
import zhCN from './texts/zh-CN'

const unit = (code: string, parent: string | null, name = code): Unit => ({ code, name, level: 'city', parent, substitute: null, since: null, until: null, contacts: [], roster: [] })
const units = [unit('city', null, '市政府'), unit('water', 'city', '水务局'), unit('tianhe', 'city', '天河区'), unit('shipai', 'tianhe', '石牌街道')]

describe('the tree of units', () => {
  it('stands below each other', () => {
    expect(branches(units, '').map((one) => [one.unit.code, one.depth])).toEqual([
      ['city', 0],
      ['water', 1],
      ['tianhe', 1],
      ['shipai', 2],
    ])
  })
  it('keeps what stands above what is found', () => {
    expect(branches(units, '石牌').map((one) => one.unit.code)).toEqual(['city', 'tianhe', 'shipai'])
  })
  it('shows a unit whose parent is gone', () => {
    expect(branches([unit('lost', 'gone')], '').map((one) => one.unit.code)).toEqual(['lost'])
  })
  it('finds a free code', () => {
    expect(freeCode([...units, unit('unit_6', null)], 'unit')).toBe('unit_7')
    expect(freeCode([{ code: 'own_1' }, { code: 'own_3' }], 'own'), 'the second of three was removed').toBe('own_4')
  })
})

it('counts what differs, duties with their unit', () => {
  const before = { version: 1, units, duties: [] } as unknown as Organisation
  const duty = { unit: 'water', classes: ['a'], districts: [], streets: [], communities: [], basis: '' }
  const after = { version: 1, units: [...units.slice(0, 3), unit('new', 'city')], duties: [duty] } as unknown as Organisation
  expect(changes(before, after)).toEqual({ added: 1, changed: 1, removed: 1 })
})

const duty = (unit: string) => ({ unit, classes: [], districts: [], streets: [], communities: [], basis: '', since: null, until: null })

it('counts what goes with a unit', () => {
  const water = { ...unit('water', 'city'), contacts: [{ name: '甲', phone: '', since: null, until: null }], roster: [] }
  const content = { version: 1, units: [units[0]!, water, unit('pipes', 'water'), { ...unit('gas', 'city'), substitute: 'water' }], duties: [duty('water'), duty('city'), duty('water')] }
  expect(goesWith(content, 'water')).toEqual({ duties: 2, contacts: 1, roster: 0, below: 1, stood_for: 1 })
})

it('names units that are removed, and those that get another last day', () => {
  const before = { version: 1, units: [...units, { ...unit('old', null), until: '2026-01-31' }], duties: [] }
  const after = { version: 1, units: [unit('city', null), { ...unit('water', 'city', '水务局'), until: '2026-12-31' }, unit('tianhe', 'city'), { ...unit('old', null), until: '2026-01-31' }], duties: [] }
  expect(leaving(before, after)).toEqual([
    { code: 'water', name: '水务局', until: '2026-12-31' },
    { code: 'shipai', name: '石牌街道', until: null },
  ])
})

describe('the place of a fault', () => {
  const text = (key: string): unknown => key.split('.').reduce<unknown>((at, name) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined), zhCN)
  const te = (key: string) => typeof text(key) === 'string'
  const t: Translate = (key, values = {}) => String(text(key)).replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]))
  const place = (path: string, content: unknown = null) => placeOf(path, content as Rules | Organisation | null, t, te)

  it('is told by the names and rows of the page', () => {
    expect(place('body.content.send_back_grounds.7.label')).toBe('退单依据 第 8 行 名称')
    expect(place('body.content.handle.2.limit.amount')).toBe('办理时限 第 3 行 时限')
    expect(place('body.content.acknowledge.urgent.unit')).toBe('签收 紧急')
    expect(place('body.content.follow_up_tries')).toBe('回访次数上限')
    expect(place('body.content.contact_kinds.0')).toBe('答复前须联系诉求人 第 1 行')
  })
  it('says what was left empty', () => {
    expect(place('body.content.reply_templates.0.text', { reply_templates: [{ code: 'own_1', label: '甲', text: '' }] })).toBe('答复模板 第 1 行 内容（未填写）')
  })
  it('names a unit', () => {
    const content = { version: 1, units: [{ ...unit('water', null, '水务局'), contacts: [{ name: '甲', phone: '非号码' }] }], duties: [] }
    expect(place('body.content.units.0.contacts.0.phone', content)).toBe('单位 “水务局” 联系人 第 1 行 电话')
    const duties = { ...content, duties: [duty('water'), duty('city'), { ...duty('water'), basis: '长' }] }
    expect(place('body.content.duties.2.basis', duties)).toBe('职责清单 “水务局” 第 2 行 依据')
  })
  it('keeps a name that the page has not', () => {
    expect(place('body.content.nothing')).toBe('nothing')
  })
})

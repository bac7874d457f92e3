import { describe, expect, it } from 'vitest'
import { Problem } from '../shared/problem'
import { excludedBy, faultsNamed, faultsOf, granted, plainName, reaches, sameGrants } from './account-form'

const good = { name: 'li.ming', display_name: '李明', roles: ['agent'], agent: '1001', team: '', reach: 'all' as const, unit: '', grants: {} }

describe('an account', () => {
  it('that fits has no fault', () => expect(faultsOf(good)).toEqual({}))

  it.each([
    [{ name: '' }, { name: 'name' }],
    [{ name: 'a' }, { name: 'name_form' }],
    [{ name: '.hidden' }, { name: 'name_form' }],
    [{ name: 'a'.repeat(33) }, { name: 'name_form' }],
    [{ name: '<script>' }, { name: 'name_form' }],
    [{ name: '张三' }, { name: 'name_form' }],
    [{ name: 'li\u202eming' }, { name: 'name_form' }],
    [{ display_name: '   ' }, { display_name: 'display_name' }],
    [{ display_name: '李'.repeat(65) }, { display_name: 'display_name_long' }],
    [{ display_name: '李\u0000明' }, { display_name: 'display_name_form' }],
    [{ display_name: '李\u202e明' }, { display_name: 'display_name_form' }],
    [{ display_name: '<img src=x>' }, { display_name: 'display_name_form' }],
    [{ display_name: '🙂' }, { display_name: 'display_name_form' }],
    [{ display_name: '...' }, { display_name: 'display_name_form' }],
    [{ roles: [] }, { roles: 'roles' }],
    [{ agent: '' }, { agent: 'agent' }],
    [{ agent: '10 01' }, { agent: 'agent_form' }],
    [{ agent: 'A1' }, { agent: 'agent_form' }],
    [{ agent: 'a'.repeat(33) }, { agent: 'agent_form' }],
    [{ team: '班'.repeat(33) }, { team: 'team_form' }],
    [{ team: '早班<b>' }, { team: 'team_form' }],
    [{ team: '  ', reach: 'team' as const }, { team: 'team' }],
    [{ grants: { 'confidential.read': 'team' as const } }, { team: 'team' }],
  ])('with %o is told what to change', (change, faults) => expect(faultsOf({ ...good, ...change })).toEqual(faults))

  it('may have a name with signs of names', () => {
    expect(faultsOf({ ...good, display_name: "O’Brien-买买提·艾力 (夜班)" })).toEqual({})
  })

  it('is named as the server names it', () => expect(plainName(' Ｌｉ.Ming ')).toBe('li.ming'))
})

describe('rights beside the roles', () => {
  it('are given, changed and taken away one by one', () => {
    const held = { 'messages.read': 'all', 'confidential.read': 'team' } as const
    expect(granted(held, 'confidential.read', 'all')).toEqual({ 'messages.read': 'all', 'confidential.read': 'all' })
    expect(granted(held, 'messages.read', '')).toEqual({ 'confidential.read': 'team' })
    expect(held).toEqual({ 'messages.read': 'all', 'confidential.read': 'team' })
  })

  it('are the same in any order', () => {
    expect(sameGrants({ a: 'all', b: 'own' }, { b: 'own', a: 'all' })).toBe(true)
    expect(sameGrants({ a: 'all' }, { a: 'own' })).toBe(false)
    expect(sameGrants({ a: 'all' }, { a: 'all', b: 'own' })).toBe(false)
  })

  it('offer what an account has already', () => {
    expect(reaches(undefined)).toEqual(['', 'all', 'team'])
    expect(reaches('own')).toEqual(['', 'all', 'team', 'own'])
  })
})

describe('what the server refuses', () => {
  it.each([
    [new Problem('conflict', 409, { field: 'name' }), { name: 'name_taken' }],
    [new Problem('conflict', 409, { field: 'roles' }), { roles: 'roles_clash' }],
    [new Problem('bad_input', 422, { errors: [{ field: 'body.agent', reason: 'no' }] }), { agent: 'agent' }],
    [new Problem('conflict', 409), {}],
  ])('%o stands at its field', (problem, faults) => expect(faultsNamed(problem)).toEqual(faults))
})

describe('roles that one person must not have', () => {
  const role = (name: string, excludes: string) => ({ role: name, excludes, grants: {}, second_factor: true })
  const roles = [role('auditor', 'administration'), role('security_administrator', 'administration'), role('agent', '')]
  it('name the one that is chosen', () => {
    expect(excludedBy(roles[0]!, roles, ['security_administrator', 'agent'])).toBe('security_administrator')
    expect(excludedBy(roles[0]!, roles, ['auditor', 'agent'])).toBeNull()
    expect(excludedBy(roles[2]!, roles, ['auditor'])).toBeNull()
  })
})

it('staff of a unit needs its code', () => {
  expect(faultsOf({ ...good, roles: ['unit_staff'], agent: '' })).toEqual({ unit: 'unit' })
  expect(faultsOf({ ...good, roles: ['unit_lead'], agent: '', unit: 'Water' })).toEqual({ unit: 'unit_form' })
  expect(faultsOf({ ...good, roles: ['unit_lead'], agent: '', unit: 'water' })).toEqual({})
})

import { describe, expect, it } from 'vitest'

type Texts = { [key: string]: string | Texts }

const catalogues = import.meta.glob<{ default: Texts }>('../*/texts/{zh-CN,en}.ts', { eager: true })
const sources = import.meta.glob<string>(['../**/*.vue', '../**/*.ts', '!../**/*.test.ts', '!../**/texts/*.ts'], {
  eager: true,
  query: '?raw',
  import: 'default',
})

function keysOf(texts: Texts, before = ''): string[] {
  return Object.entries(texts).flatMap(([name, value]) =>
    typeof value === 'string' ? [before + name] : keysOf(value, `${before}${name}.`),
  )
}

function namesOf(sentence: string): string[] {
  return [...sentence.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '').sort()
}

function at(texts: Texts, key: string): string {
  return key.split('.').reduce<Texts | string>((inner, name) => (inner as Texts)[name] ?? '', texts) as string
}

const areas = Object.keys(catalogues)
  .filter((path) => path.endsWith('/zh-CN.ts'))
  .map((path) => path.replace('/zh-CN.ts', ''))

describe('texts', () => {
  it.each(areas)('%s has the same keys and parameters in both languages', (area) => {
    const [chinese, english] = ['zh-CN', 'en'].map((name) => catalogues[`${area}/${name}.ts`]?.default ?? {})
    expect(keysOf(english!)).toEqual(keysOf(chinese!))
    const differing = keysOf(chinese!).filter((key) => `${namesOf(at(chinese!, key))}` !== `${namesOf(at(english!, key))}`)
    expect(differing).toEqual([])
  })

  it('has every key that is named in the code', () => {
    const known = new Set(areas.flatMap((area) => keysOf(catalogues[`${area}/zh-CN.ts`]?.default ?? {})))
    const missing = Object.entries(sources).flatMap(([path, source]) =>
      [...source.matchAll(/\bt\(\s*'([\w.]+)'/g)].map((found) => found[1] ?? '').filter((key) => !known.has(key)).map((key) => `${path}: ${key}`),
    )
    expect(missing).toEqual([])
  })
})

/** The two levels of classes, and finding them by what an agent types; pure. */

export interface Category {
  code: string
  label: string
  children?: readonly Category[]
}

/** One line of the list: a first-level class, or a second-level one below its first. */
export interface CategoryLine {
  first: string
  second: string | null
}

/** Lines whose labels contain every word of `wanted`, those that begin with it first, at most `limit`. */
export function findCategories(roots: readonly Category[], wanted: string, limit = 40): CategoryLine[] {
  const words = wanted.trim().split(/[\s/]+/).filter(Boolean)
  const found: { line: CategoryLine; rank: number }[] = []
  for (const root of roots) {
    add(found, { first: root.label, second: null }, root.label, words)
    for (const child of root.children ?? []) add(found, { first: root.label, second: child.label }, child.label, words)
  }
  return found
    .sort((one, other) => one.rank - other.rank)
    .slice(0, limit)
    .map(({ line }) => line)
}

function add(found: { line: CategoryLine; rank: number }[], line: CategoryLine, label: string, words: string[]): void {
  const whole = line.second === null ? line.first : `${line.first} ${line.second}`
  if (!words.every((word) => whole.includes(word))) return
  const first = words[0] ?? ''
  found.push({ line, rank: first === '' ? 0 : label.startsWith(first) ? 0 : label.includes(first) ? 1 : 2 })
}

export function childLabels(roots: readonly Category[], first: string | null): string[] {
  return roots.find((root) => root.label === first)?.children?.map((child) => child.label) ?? []
}

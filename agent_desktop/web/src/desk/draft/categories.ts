/** The classes of appeals, three levels of them: paths, and finding one by what an agent types; pure. */

export interface Category {
  code: string
  label: string
  children?: readonly Category[]
}

const BETWEEN = ' › '

/** A path as people read it: 城乡建设 › 城市建设和市政管理 › 公园、广场. */
export function pathText(labels: readonly string[]): string {
  return labels.join(BETWEEN)
}

/** The class that a path of labels leads to. */
export function categoryAt(roots: readonly Category[], path: readonly string[]): Category | null {
  let found: Category | null = null
  let level = roots
  for (const label of path) {
    found = level.find((category) => category.label === label) ?? null
    if (found === null) return null
    level = found.children ?? []
  }
  return found
}

/** Whether every word that is typed stands in a label of the path; what stands between labels parts words, too. */
export function matchesPath(labels: readonly string[], wanted: string): boolean {
  const words = wanted.trim().toLowerCase().split(/[\s/›>]+/).filter(Boolean)
  return words.every((word) => labels.some((label) => label.toLowerCase().includes(word)))
}

/** What has to be settled before a person logs out: each area saves what it can and says what would be lost. */

type Settle = () => Promise<string[]>

const settles = new Set<Settle>()

/** Ask `settle` at every log-out; returns how to stop. */
export function onFarewell(settle: Settle): () => void {
  settles.add(settle)
  return () => settles.delete(settle)
}

/** Settle everything; answers what would be lost, a line each. */
export async function settleAll(): Promise<string[]> {
  return (await Promise.all([...settles].map((settle) => settle()))).flat()
}

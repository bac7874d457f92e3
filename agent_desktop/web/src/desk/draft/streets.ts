/** Street offices and towns of the districts; pure. */

export type Streets = Readonly<Record<string, readonly string[]>>

/** What may be chosen as the street: those of the district, all while there is none, nothing for a district unknown. */
export function streetsOf(streets: Streets, district: string | null): readonly string[] {
  if (district !== null) return streets[district] ?? []
  return [...new Set(Object.values(streets).flat())]
}

/** Whether a street is known to be of other districts only; one that no list has may be anywhere. */
export function isElsewhere(streets: Streets, district: string | null, street: string | null): boolean {
  if (district === null || street === null || streets[district]?.includes(street)) return false
  return Object.values(streets).some((labels) => labels.includes(street))
}

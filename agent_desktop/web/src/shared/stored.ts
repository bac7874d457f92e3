/** Small choices of a person that this browser keeps; a browser that refuses storage costs the memory only. */

export function stored(name: string): string | null {
  try {
    return localStorage.getItem(`hotline.${name}`)
  } catch {
    return null
  }
}

export function store(name: string, value: string): void {
  try {
    localStorage.setItem(`hotline.${name}`, value)
  } catch {
    // Private window or full storage.
  }
}

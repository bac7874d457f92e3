/** Choosing from a list by typing; pure. */

/** The choice that a typed text means: the only one that contains it; the text itself where none or several do. */
export function meant(choices: readonly string[], typed: string): string {
  const text = typed.trim()
  if (text === '' || choices.includes(text)) return text
  const [only, ...others] = choices.filter((choice) => choice.includes(text))
  return only !== undefined && others.length === 0 ? only : text
}

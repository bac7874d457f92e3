/** What a person types at the log-in, read kindly. */

/** The ASCII digits in a text; full-width ones count, everything else is dropped. */
export function digits(text: string): string {
  return text.normalize('NFKC').replace(/[^0-9]/g, '')
}

/** Whether a name has characters that cannot be seen or that turn the text around. */
export function unfitName(name: string): boolean {
  return /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/.test(name.trim())
}

/** Short texts of one line that a person adds to an act; the server takes them without controls. */

export type NoteFault = '' | 'too_long' | 'unseen'

const UNSEEN = /[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/

/** Return the text as it is sent: what was broken into lines is one, blanks at the ends are gone. */
export function oneLine(text: string): string {
  return text.trim().replace(/[\t\n\r]+/g, ' ')
}

/** Say what keeps a text from being sent; `most` counts characters as a person does. */
export function noteFault(text: string, most: number): NoteFault {
  const sent = oneLine(text)
  if (UNSEEN.test(sent)) return 'unseen'
  return [...sent].length > most ? 'too_long' : ''
}

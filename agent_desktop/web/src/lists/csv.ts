/** Rows from and to spreadsheets: CSV with commas or tabs, cells that a spreadsheet would compute made harmless. Pure. */
import { rowFault, type Name, type Row, type RowFault, type WordLists } from './rows'

const BOM = '\ufeff'

export interface Line {
  /** From 1, as an editor counts. */
  number: number
  cells: string[]
}

/** A cell that a spreadsheet takes for a formula gets a ' before it; one that begins so already gets another one. */
const guarded = (cell: string): string => (/^'*[=+\-@]/.test(cell) ? `'${cell}` : cell)
const unguarded = (cell: string): string => (/^'+[=+\-@]/.test(cell) ? cell.slice(1) : cell)
const quoted = (cell: string): string => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** CSV that spreadsheets open as UTF-8. */
export function writeCsv(header: readonly string[], rows: Iterable<readonly string[]>): string {
  const lines = [header, ...rows].map((cells) => cells.map((cell) => quoted(guarded(cell))).join(','))
  return `${BOM}${lines.join('\r\n')}\r\n`
}

/** What parts the cells: tabs where there are any, else commas, else Chinese ones. */
function separatorOf(text: string): string {
  return ['\t', ',', '，'].find((one) => text.includes(one)) ?? ','
}

/** The lines of a pasted text or a file with their cells; empty lines are left out. */
export function readLines(given: string): Line[] {
  const text = (given.startsWith(BOM) ? given.slice(1) : given).replace(/\r\n?/g, '\n')
  const separator = separatorOf(text)
  const lines: Line[] = []
  let cells: string[] = []
  let cell = ''
  let isQuoted = false
  let wasQuoted = false
  let number = 1
  let began = 1
  const endCell = () => {
    cells.push(unguarded((wasQuoted ? cell : cell.trim())))
    cell = ''
    wasQuoted = false
  }
  const endLine = () => {
    endCell()
    if (cells.some((one) => one !== '')) lines.push({ number: began, cells })
    cells = []
  }
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!
    if (sign === '\n') number++
    if (isQuoted) {
      if (sign !== '"') cell += sign
      else if (text[at + 1] === '"') {
        cell += '"'
        at++
      } else isQuoted = false
    } else if (sign === '"' && cell.trim() === '' && !wasQuoted) {
      cell = ''
      isQuoted = wasQuoted = true
    } else if (sign === separator) endCell()
    else if (sign === '\n') {
      endLine()
      began = number
    } else if (!wasQuoted || sign.trim() !== '') cell += sign // blanks behind a quote are none of its cell
  }
  if (cell !== '' || cells.length) endLine()
  return lines
}

/** The text of a file: UTF-8, else as Chinese spreadsheets write it. */
export function decoded(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}

/** Words by which a person may write a code, in any language of the pages. */
export interface Spelling {
  keys: ReadonlyMap<string, string>
  whats: ReadonlyMap<string, string>
  headers: ReadonlySet<string>
}
export interface Reading {
  rows: Row[]
  bad: { line: number; fault: Exclude<RowFault, ''> | 'cells'; text: string }[]
}

/** Rows of lines: three cells each; a single cell is a value beside the key and kind that were chosen for such. */
export function readRows(name: Name, lines: readonly Line[], spelling: Spelling, known: WordLists, lone: { key: string; what: string } | null): Reading {
  const reading: Reading = { rows: [], bad: [] }
  const refuse = (line: Line, fault: Reading['bad'][number]['fault']) => reading.bad.push({ line: line.number, fault, text: line.cells.join('，') })
  lines.forEach((line, at) => {
    const cells = line.cells.map((cell) => cell.trim())
    while (cells.length > 3 && cells.at(-1) === '') cells.pop()
    if (at === 0 && spelling.headers.has(cells.join('\u0000'))) return
    const [first, what, value] = cells.length === 1 && lone ? [lone.key, lone.what, cells[0]!] : cells
    if (cells.length !== 3 && !(cells.length === 1 && lone)) {
      refuse(line, 'cells')
      return
    }
    const row: Row = [spelling.keys.get(first!) ?? first!, spelling.whats.get(what!) ?? what!, value!]
    const fault = rowFault(name, row, known)
    if (fault) refuse(line, fault)
    else reading.rows.push(row)
  })
  return reading
}

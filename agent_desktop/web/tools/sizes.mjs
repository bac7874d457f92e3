// Prints the size of every built file, plain and as sent (brotli), and what each page loads before its first paint.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.argv[2] ?? '../pages'
const kilobytes = (bytes) => (bytes / 1000).toFixed(1).padStart(8)
const sent = (path) => {
  try {
    return statSync(`${path}.br`).size
  } catch {
    return statSync(path).size
  }
}
const files = readdirSync(join(folder, 'assets'))
  .filter((name) => /\.(js|css)$/.test(name))
  .map((name) => join(folder, 'assets', name))
files.sort((a, b) => statSync(b).size - statSync(a).size)
console.log(`${'kB'.padStart(8)} ${'as sent'.padStart(8)}  file`)
for (const path of files) console.log(`${kilobytes(statSync(path).size)} ${kilobytes(sent(path))}  ${path.slice(folder.length + 1)}`)
console.log('\nbefore first paint')
for (const page of ['index.html', 'phone.html', 'citizen.html', 'progress.html', 'public.html']) {
  const html = readFileSync(join(folder, page), 'utf8')
  const loaded = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((found) => join(folder, found[1]))
  const plain = loaded.reduce((sum, path) => sum + statSync(path).size, statSync(join(folder, page)).size)
  const wire = loaded.reduce((sum, path) => sum + sent(path), statSync(join(folder, page)).size)
  console.log(`${kilobytes(plain)} ${kilobytes(wire)}  ${page} (${loaded.length} files)`)
}

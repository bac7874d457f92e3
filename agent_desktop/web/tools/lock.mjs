// Writes package-lock.json from package.json, without any address: neither of a registry nor of a sponsor.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

const npm = process.env.npm_execpath
if (!npm) throw new Error('run this as `npm run lock`')
execFileSync(process.execPath, [npm, 'install', '--package-lock-only', '--ignore-scripts'], { stdio: 'inherit' })
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
for (const entry of Object.values(lock.packages)) {
  delete entry.resolved
  delete entry.funding
}
const text = JSON.stringify(lock, null, 2) + '\n'
if (/https?:\/\//.test(text.replaceAll(/"deprecated": .*/g, ''))) throw new Error('an address is left in package-lock.json')
writeFileSync('package-lock.json', text)

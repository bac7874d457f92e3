// Writes src/shared/schema.d.ts from the application's own description; `--check` only says whether it is stale.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'

const target = 'src/shared/schema.d.ts'
const described = execFileSync('../../.venv/bin/python', ['-m', 'hotline.openapi'], {
  cwd: '.',
  encoding: 'utf8',
  maxBuffer: 50_000_000,
  env: { ...process.env, PYTHONPATH: '../..' },
})
const types = `// Written by \`npm run types\` from the HTTP interface; do not edit.\n${astToString(await openapiTS(described, { alphabetize: true }))}`
const checking = process.argv.includes('--check')
let present = ''
try {
  present = readFileSync(target, 'utf8')
} catch {
  // The first time.
}
if (present === types) process.exit(0)
if (checking) {
  console.error(`${target} is stale: npm run types`)
  process.exit(1)
}
writeFileSync(target, types)
console.log(target)

import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)
const worth = /\.(js|css|html|svg|json)$/

/** Writes `<file>.br` and `<file>.gz` beside each built text, so that the server compresses nothing at run time. */
export function precompressed(): Plugin {
  let folder = ''
  return {
    name: 'precompressed',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir)
      if (config.build.outDir.startsWith('/')) folder = config.build.outDir
    },
    async writeBundle() {
      for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !worth.test(entry.name)) continue
        const path = join(entry.parentPath, entry.name)
        const text = await readFile(path)
        if (text.length < 1024) continue
        await writeFile(`${path}.br`, await brotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }))
        await writeFile(`${path}.gz`, await zip(text, { level: 9 }))
      }
    },
  }
}

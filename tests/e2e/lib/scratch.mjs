// Temporary folders that are deleted when the process ends.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folders = []
process.once('exit', () => {
  for (const folder of folders) {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    } catch {
      // A program that is being killed still writes there.
    }
  }
})

/** Creates a temporary folder; `name` is part of its name. */
export function scratch(name = '') {
  const folder = mkdtempSync(join(tmpdir(), `handsup-${name}`))
  folders.push(folder)
  return folder
}

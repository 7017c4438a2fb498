// Folders that stories throw away.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const made = []
process.once('exit', () => {
  for (const folder of made) {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    } catch {
      // A program that is being killed still writes there.
    }
  }
})

/** A new folder under the temporary one, which goes with this process; `name` says what for. */
export function scratch(name = '') {
  const folder = mkdtempSync(join(tmpdir(), `handsup-${name}`))
  made.push(folder)
  return folder
}

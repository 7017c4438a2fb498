// Two independent readers of QR codes.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import jsQR from 'jsqr'
import { PNG } from 'pngjs'
import { scratch } from './scratch.mjs'

/** What jsQR reads in a PNG, or null. */
export function readWithJsqr(picture) {
  const { data, width, height } = PNG.sync.read(picture)
  return jsQR.default ? jsQR.default(new Uint8ClampedArray(data), width, height)?.data : jsQR(new Uint8ClampedArray(data), width, height)?.data ?? null
}

/** What ZBar reads in a PNG; throws where it reads nothing. */
export function readWithZbar(picture) {
  const file = join(scratch(), 'qr.png')
  writeFileSync(file, picture)
  return execFileSync('zbarimg', ['--quiet', '--raw', '--nodbus', file], { encoding: 'utf8' }).trim()
}

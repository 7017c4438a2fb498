// Debian's Chromium, phone-sized or as a window, wherever in the network it stands.
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { wrapper } from './netns.mjs'
import { artefacts } from './server.mjs'

/** The whole program, with its profiles and settings. */
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const SHELL = '/usr/bin/chromium-headless-shell'
/** The same engine without the frame of windows and profiles around it: a page opens with a quarter of the work. */
const HEADLESS = process.env.CHROMIUM ?? (existsSync(SHELL) ? SHELL : CHROMIUM)
export const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Letters of one family, whatever this computer has: a line breaks in the same place everywhere. */
const letters = { FONTCONFIG_FILE: fileURLToPath(new URL('fonts.conf', import.meta.url)) }

/** A browser; `place` is the namespace it runs in, or a computer that wraps programs itself. */
export function openBrowser(place) {
  return chromium.launch({
    executablePath: place ? (place.wrapper?.(HEADLESS) ?? wrapper(place, HEADLESS)) : HEADLESS,
    chromiumSandbox: false,
    args: quiet,
    env: { ...process.env, ...letters },
  })
}

export const phoneSize = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }
export const windowSize = { viewport: { width: 1280, height: 840 } }

/** Keeps a picture for people to look at. */
export async function picture(page, name) {
  mkdirSync(artefacts, { recursive: true })
  await page.screenshot({ path: join(artefacts, `${name}.png`), animations: 'disabled' })
}

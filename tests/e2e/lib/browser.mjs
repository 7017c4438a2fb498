// Starts Debian's Chromium, also inside a network namespace, and takes screenshots.
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { wrapper } from './netns.mjs'
import { artefacts } from './server.mjs'

/** The complete browser, for tests that need a profile with settings. */
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const SHELL = '/usr/bin/chromium-headless-shell'
/** The same engine without windows and profiles: a page opens with a quarter of the work. */
const HEADLESS = process.env.CHROMIUM ?? (existsSync(SHELL) ? SHELL : CHROMIUM)
export const QUIET_ARGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A fixed family of fonts, so that lines break at the same words on every computer. */
const fontSettings = { FONTCONFIG_FILE: fileURLToPath(new URL('fonts.conf', import.meta.url)) }

/** Starts a browser; `computer`: the namespace to run it in, from `makeRoom` or `startAvahi`. */
export function openBrowser(computer) {
  return chromium.launch({
    executablePath: computer ? (computer.wrapper?.(HEADLESS) ?? wrapper(computer, HEADLESS)) : HEADLESS,
    chromiumSandbox: false,
    args: QUIET_ARGS,
    env: { ...process.env, ...fontSettings },
  })
}

export const phoneSize = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }
export const windowSize = { viewport: { width: 1280, height: 840 } }

/** Saves a screenshot in the artefacts' folder, for people to look at. */
export async function picture(page, name) {
  mkdirSync(artefacts, { recursive: true })
  await page.screenshot({ path: join(artefacts, `${name}.png`), animations: 'disabled' })
}

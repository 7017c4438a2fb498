// A desktop with two displays, the second of which can be unplugged: an X server without hardware, and a window manager.
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scratch } from './scratch.mjs'
import { artefacts } from './server.mjs'

const SIZE = { width: 1280, height: 720 }
const MODE = `${SIZE.width}x${SIZE.height}`
const CONFIG = `
Section "ServerFlags"
  Option "AutoAddDevices" "false"
EndSection
Section "Device"
  Identifier "dummy"
  Driver "dummy"
  VideoRam 65536
EndSection
Section "Monitor"
  Identifier "monitor"
  HorizSync 1-2000
  VertRefresh 1-200
  Modeline "${MODE}" 74.50 1280 1344 1472 1664 720 723 728 748
EndSection
Section "Screen"
  Identifier "screen"
  Device "dummy"
  Monitor "monitor"
  DefaultDepth 24
  SubSection "Display"
    Depth 24
    Modes "${MODE}"
    Virtual ${2 * SIZE.width} ${SIZE.height}
  EndSubSection
EndSection
`

const FINGERS = fileURLToPath(new URL('fingers.py', import.meta.url))

/** The position of a window that fills the second display. */
export const WALL = { x: SIZE.width, y: 0, ...SIZE, full: true }

/** Starts the X server; returns its process and its display, for example `:1`. */
async function startXServer() {
  const config = join(scratch('x-'), 'xorg.conf')
  writeFileSync(config, CONFIG)
  const args = ['-displayfd', '3', '-config', config, '-logfile', '/dev/null', '-noreset', '-nolisten', 'tcp', '-novtswitch', '-sharevts']
  const child = spawn('Xorg', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  process.once('exit', () => child.kill())
  const display = await new Promise((resolve, reject) => {
    child.stdio[3].once('data', (chunk) => resolve(`:${String(chunk).trim()}`))
    child.once('exit', () => reject(new Error('Xorg did not start (root is needed)')))
  })
  return { child, display }
}

/** Starts a desktop with a laptop's display, and a second one beside it. */
export async function startDesktop() {
  const { child, display } = await startXServer()
  const env = { ...process.env, DISPLAY: display }
  const run = (command, ...args) => execFileSync(command, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const isWindowClosed = (error) => /BadWindow|Bad Window|Bad Drawable|No such window/.test(error.stderr)
  /** Every window, a line each. The command fails if a window closes while it reads the tree, and is then run again. */
  const windows = (attempts = 20) => {
    try {
      return run('xwininfo', '-root', '-tree').split('\n')
    } catch (error) {
      if (attempts && isWindowClosed(error)) return windows(attempts - 1)
      throw error
    }
  }
  /** Plugs the second display in. */
  const plug = () => {
    run('xrandr', '--output', 'DUMMY1', '--mode', MODE, '--right-of', 'DUMMY0')
    // A query makes the server detect the output, which it otherwise regards as unplugged.
    run('xrandr')
  }
  run('xrandr', '--addmode', 'DUMMY1', MODE)
  plug()
  const manager = spawn('openbox', ['--sm-disable'], { env, stdio: 'ignore' })
  process.once('exit', () => manager.kill())
  return {
    display,
    plug,
    /** Unplugs the second display. */
    unplug: () => run('xrandr', '--output', 'DUMMY1', '--off'),
    /** The position of the window with this title; null where there is none; undefined if a window closed meanwhile: call it again. */
    position(title) {
      try {
        const line = windows().find((line) => line.includes(`"${title}"`))
        if (!line) return null
        const id = line.trim().split(' ')[0]
        const info = run('xwininfo', '-id', id)
        const number = (name) => Number(info.match(new RegExp(`${name}:\\s+(-?\\d+)`))?.[1])
        return {
          x: number('Absolute upper-left X'),
          y: number('Absolute upper-left Y'),
          width: number('Width'),
          height: number('Height'),
          full: run('xprop', '-id', id, '_NET_WM_STATE').includes('_NET_WM_STATE_FULLSCREEN'),
        }
      } catch (error) {
        if (isWindowClosed(error)) return undefined
        throw error
      }
    },
    /** Whether the window with the first title is above the one with the second: `xwininfo` lists the upper ones first. */
    isAbove(upper, lower) {
      const lines = windows()
      const [above, below] = [upper, lower].map((title) => lines.findIndex((line) => line.includes(`"${title}`)))
      return above >= 0 && below >= 0 && above < below
    },
    /** The id of the visible window with this title; null where there is none. */
    find(title) {
      const line = windows().find((line) => line.includes(`"${title}":`))
      const id = line?.trim().split(' ')[0]
      try {
        return id && run('xwininfo', '-id', id).includes('IsViewable') ? id : null
      } catch {
        return null
      }
    },
    /** Asks a window to close, as its close button does. */
    close: (id) => run('python3', FINGERS, 'close', id),
    /** Activates a window and sends it key presses. */
    press: (id, ...keys) => run('python3', FINGERS, 'press', id, ...keys),
    /** Presses keys together, whichever window has the focus. */
    chord: (...keys) => run('python3', FINGERS, 'chord', ...keys),
    /** Lets another program have a combination of keys; returns a function that frees it. */
    async grab(...keys) {
      const other = spawn('python3', [FINGERS, 'grab', ...keys], { env, stdio: ['ignore', 'pipe', 'ignore'] })
      process.once('exit', () => other.kill())
      await new Promise((resolve) => other.stdout.once('data', resolve))
      return () => other.kill()
    },
    /** Clicks at this place of the display. */
    click: (x, y) => run('python3', FINGERS, 'click', String(Math.round(x)), String(Math.round(y))),
    picture(name) {
      mkdirSync(artefacts, { recursive: true })
      run('import', '-window', 'root', join(artefacts, `${name}.png`))
    },
    stop() {
      manager.kill()
      child.kill()
    },
  }
}

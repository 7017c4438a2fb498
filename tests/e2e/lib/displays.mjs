// A desktop with two displays, of which one comes and goes: an X server without hardware, under a window manager.
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

/** Where the wall's display is, filled by a window. */
export const WALL = { x: SIZE.width, y: 0, ...SIZE, full: true }

/** Starts the server; a number for its display comes back with it. */
async function startServer() {
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

/** A laptop's display, and a wall's beside it until it is unplugged. */
export async function startDesktop() {
  const { child, display } = await startServer()
  const env = { ...process.env, DISPLAY: display }
  const run = (command, ...args) => execFileSync(command, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const went = (error) => /BadWindow|Bad Window|Bad Drawable|No such window/.test(error.stderr)
  /** Every window, a line each. A window that closes while the tree is read makes the reading fail: it is read again. */
  const windows = (attempts = 20) => {
    try {
      return run('xwininfo', '-root', '-tree').split('\n')
    } catch (error) {
      if (attempts && went(error)) return windows(attempts - 1)
      throw error
    }
  }
  const plug = () => {
    run('xrandr', '--output', 'DUMMY1', '--mode', MODE, '--right-of', 'DUMMY0')
    // Asking makes the server look; until then it takes the output for unplugged.
    run('xrandr')
  }
  run('xrandr', '--addmode', 'DUMMY1', MODE)
  plug()
  const manager = spawn('openbox', ['--sm-disable'], { env, stdio: 'ignore' })
  process.once('exit', () => manager.kill())
  return {
    display,
    plug,
    unplug: () => run('xrandr', '--output', 'DUMMY1', '--off'),
    /** Where the window with this title is; null where there is none; undefined when a window went while one looked: ask again. */
    place(title) {
      try {
        const line = windows().find((line) => line.includes(`"${title}"`))
        if (!line) return null
        const id = line.trim().split(' ')[0]
        const told = run('xwininfo', '-id', id)
        const number = (name) => Number(told.match(new RegExp(`${name}:\\s+(-?\\d+)`))?.[1])
        return {
          x: number('Absolute upper-left X'),
          y: number('Absolute upper-left Y'),
          width: number('Width'),
          height: number('Height'),
          full: run('xprop', '-id', id, '_NET_WM_STATE').includes('_NET_WM_STATE_FULLSCREEN'),
        }
      } catch (error) {
        if (went(error)) return undefined
        throw error
      }
    },
    /** The id of the window with this title, that one sees; null where there is none. */
    find(title) {
      const line = windows().find((line) => line.includes(`"${title}":`))
      const id = line?.trim().split(' ')[0]
      try {
        return id && run('xwininfo', '-id', id).includes('IsViewable') ? id : null
      } catch {
        return null
      }
    },
    /** Asks a window to close, as its cross does. */
    close: (id) => run('python3', FINGERS, 'close', id),
    /** Brings a window to the front and presses keys there. */
    press: (id, ...keys) => run('python3', FINGERS, 'press', id, ...keys),
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

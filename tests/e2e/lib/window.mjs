// Opens the desktop app's window under Xvfb, and drives it with WebKitWebDriver (W3C WebDriver).
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { scratch } from './scratch.mjs'
import { artefacts, program } from './server.mjs'

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'
const ENTER = '\uE007'

/** Starts a virtual X display. */
export async function startScreen(size = '1280x900x24') {
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', size, '-nolisten', 'tcp', '-noreset'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  process.once('exit', () => child.kill())
  const number = await new Promise((resolve, reject) => {
    child.stdio[3].once('data', (chunk) => resolve(String(chunk).trim()))
    child.once('exit', () => reject(new Error('Xvfb did not start')))
  })
  const display = `:${number}`
  return {
    display,
    picture(name) {
      mkdirSync(artefacts, { recursive: true })
      execFileSync('import', ['-window', 'root', join(artefacts, `${name}.png`)], { env: { ...process.env, DISPLAY: display } })
    },
    stop: () => child.kill(),
  }
}

/** Opens the app's window. `exec` wraps every command, to run it in a namespace; `home`: the folder for the app's data, given to open
 *  the app on the same data again. */
export async function openWindow({ display, home = scratch('home-'), exec = (argv) => argv, env = {} }) {
  const port = await freePort()
  // Desktops configure a font; without one WebKit chooses an unsuitable one.
  mkdirSync(join(home, 'gtk-3.0'), { recursive: true })
  writeFileSync(join(home, 'gtk-3.0/settings.ini'), '[Settings]\ngtk-font-name=DejaVu Sans 10\n')
  const argv = exec(['WebKitWebDriver', `--port=${port}`, '--host=127.0.0.1'])
  // No session bus: an instance of Handsup that runs already would open the window instead.
  const driver = spawn(argv[0], argv.slice(1), {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DISPLAY: display, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home, TAURI_WEBVIEW_AUTOMATION: 'true', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent', ...env },
  })
  // A window that a failed test has left open does not keep this process alive.
  driver.unref()
  process.once('exit', () => driver.kill())
  // The driver's loopback address is reachable only from inside its namespace.
  const call = async (method, path, body) => {
    const args = ['--silent', '--show-error', '--max-time', '30', '-X', method, `http://127.0.0.1:${port}${path}`]
    if (body !== undefined) args.push('-H', 'content-type: application/json', '-d', JSON.stringify(body))
    const [command, ...rest] = exec(['curl', ...args])
    const { value } = JSON.parse(execFileSync(command, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }))
    if (value?.error) throw new Error(`${value.error}: ${value.message}`)
    return value
  }
  await until('the driver answers', () => call('GET', '/status').catch(() => null))
  const started = Date.now()
  const { sessionId } = await call('POST', '/session', {
    capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': { binary: program('handsup') } } },
  })
  const session = (method, path, body) => call(method, `/session/${sessionId}${path}`, body)
  const find = async (css) => (await session('POST', '/elements', { using: 'css selector', value: css })).map((found) => found[ELEMENT])
  const first = async (css) => (await until(`${css} is there`, async () => (await find(css))[0])) 
  return {
    home,
    startedIn: Date.now() - started,
    find,
    run: (script, ...args) => session('POST', '/execute/sync', { script, args }),
    click: async (css) => session('POST', `/element/${await first(css)}/click`, {}),
    /** Types text and waits until the field has it: a page that is being drawn may lose letters. */
    async type(css, text) {
      await session('POST', `/element/${await first(css)}/value`, { text })
      await until(`${css} holds “${text}”`, () => this.run('return document.querySelector(arguments[0])?.value.endsWith(arguments[1])', css, text))
    },
    enter: async (css) => session('POST', `/element/${await first(css)}/value`, { text: ENTER }),
    text: async (css) => session('GET', `/element/${await first(css)}/text`),
    session,
    url: () => session('GET', '/url'),
    /** Sends a request as the host's page does, once it has its session; returns `[status, body]`. */
    async ask(method, path, body) {
      await until('the window has entered', () => this.run("return localStorage.getItem('handsup.host')"))
      return this.run(
        `return fetch(arguments[1], { method: arguments[0], headers: { 'content-type': 'application/json', 'x-handsup-host': localStorage.getItem('handsup.host') }, body: arguments[2] ?? undefined })
          .then(async (answer) => [answer.status, answer.status === 204 ? null : await answer.json()])`,
        method,
        path,
        body ? JSON.stringify(body) : null,
      )
    },
    async waitForText(css, wanted, within) {
      return until(`${css} says ${wanted}`, async () => (await this.run('return document.querySelector(arguments[0])?.textContent ?? ""', css)).match(wanted), within)
    },
    async close() {
      await session('DELETE', '').catch(() => {})
      // Until the app has ended, the next one could not bind its port.
      await until('the app has ended', () => !hasChildren(driver.pid))
      driver.kill()
    },
  }
}

/** Whether a process has running children. In `/proc/PID/stat` the parent's id is the second field after the name. */
function hasChildren(pid) {
  const processes = readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name))
  return processes.some((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return Number(parent) === pid && state !== 'Z'
    } catch {
      return false
    }
  })
}

/** Calls `check` until it returns a truthy value, and returns that. `within`: milliseconds, many because machines may be slow. */
export async function until(what, check, within = 20_000) {
  const deadline = Date.now() + within
  for (;;) {
    const answer = await check()
    if (answer) return answer
    if (Date.now() > deadline) throw new Error(`waited ${within} ms in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

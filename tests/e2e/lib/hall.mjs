// What the stories of a file share: a server, its host, and a browser.
import { randomUUID } from 'node:crypto'
import { after, before } from 'node:test'
import { openBrowser, windowSize } from './browser.mjs'
import { asHost } from './host.mjs'
import { startServer } from './server.mjs'

/** Phones find the server at this computer, and may vote as often as they like. */
const ARGS = ['--advertise-ip', '127.0.0.1', '--vote-limit-per-minute', '0']

/** Starts a server and a browser before the stories, and stops them after the last. `patience`: milliseconds until a page that shows
 *  nothing new fails a story; `look`: options of every page. */
export function openHall({ args = ARGS, patience = 30_000, look = { locale: 'en-GB' } } = {}) {
  let server, browser, hostAsks

  before(async () => {
    server = await startServer({ args })
    hostAsks = asHost(server)
    browser = await openBrowser()
  })

  after(async () => {
    await browser?.close()
    await server?.stop()
  })

  /** Opens a page, until the end of the story, in a browser's window of its own. */
  const open = async (t, url, more = {}) => {
    const context = await browser.newContext({ ...look, ...more })
    t.after(() => context.close())
    context.setDefaultTimeout(patience)
    const page = await context.newPage()
    await page.goto(new URL(url, server.url).href)
    return page
  }

  return {
    get server() {
      return server
    },
    open,
    /** The console, connected. */
    async openConsole(t, more = {}) {
      const page = await open(t, server.hostLink, { ...windowSize, ...more })
      await page.locator('header .chip.ok').waitFor()
      return page
    },
    /** Sends as the host. */
    ask: (...request) => hostAsks(...request),
    /** Sends as another phone. */
    send: (path, body) =>
      fetch(new URL(path, server.url), {
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        body: JSON.stringify({ browser_token: randomUUID(), ...body }),
      }),
  }
}

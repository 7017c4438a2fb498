// A host's session in a browser: it leaves no secret in the address bar or the history and gives none to another port of the same
// address, and the host can end it.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import { openBrowser, picture, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'

describe('the host’s session', () => {
  let server, browser, ask, poll

  before(async () => {
    server = await startServer()
    ask = asHost(server)
    poll = ask('POST', '/create', { question: 'Whose secret?', options: ['Mine', 'Yours'], results: 'on_reveal' })
    browser = await openBrowser()
  })

  after(async () => {
    await browser?.close()
    await server?.stop()
  })

  async function open(address, options = {}) {
    const context = await browser.newContext({ ...windowSize, acceptDownloads: true, ...options })
    context.setDefaultTimeout(20_000)
    const page = await context.newPage()
    await page.goto(address)
    return page
  }
  const openConsole = async (options) => {
    const page = await open(server.hostLink, options)
    await page.locator('header .chip.ok').waitFor()
    return page
  }

  test('a link opens the console once, and its code is removed from the URL', async () => {
    const link = server.hostLink
    const page = await open(link)
    await page.getByText('Whose secret?').first().waitFor()
    assert.equal(page.url(), `${server.url}/`)
    await page.goBack().catch(() => {})
    assert.doesNotMatch(page.url(), /code=/)
    await page.goto(server.url)
    await page.locator('header .chip.ok').waitFor()

    const second = await open(link)
    await second.getByText('This link has been used').waitFor()
    assert.doesNotMatch(second.url(), /code=/)
    await picture(second, 'enter-used')
    await second.getByLabel('Host key').fill('wrong')
    await second.getByRole('button', { name: 'Enter' }).click()
    await second.getByText('This is not the host key').waitFor()
    await second.getByLabel('Host key').fill(server.hostKey)
    await second.getByRole('button', { name: 'Enter' }).click()
    await second.getByText('Whose secret?').first().waitFor()
  })

  test('the cookie that another port of the address receives gives no access', async (t) => {
    const page = await openConsole()
    let cookie
    const other = createServer((request, answer) => {
      cookie = request.headers.cookie
      answer.end('hello')
    })
    await new Promise((resolve) => other.listen(0, '127.0.0.1', resolve))
    t.after(() => other.close())
    await page.goto(`http://127.0.0.1:${other.address().port}/`)
    assert.match(cookie, /handsup_host=/, 'browsers do send the cookie to another port')
    assert.equal(await page.evaluate(() => localStorage.length), 0)
    for (const path of ['/api/console', `/api/polls/${poll.poll_code}`, `/api/meetings/${poll.meeting}/export?format=csv`]) {
      const answer = await fetch(server.url + path, { headers: { cookie } })
      assert.equal(answer.status, 403, path)
    }
    const home = await (await fetch(server.url, { headers: { cookie, accept: 'text/html' } })).text()
    assert.doesNotMatch(home, /Whose secret/)
    await page.goto(server.url)
    await page.getByText('Whose secret?').first().waitFor()
  })

  test('files are saved, and pages open, reload and open in another tab', async () => {
    const page = await openConsole()
    await page.getByRole('button', { name: 'Results', exact: true }).click()
    for (const name of ['Questions as CSV', 'Chart as SVG']) {
      const saved = page.waitForEvent('download')
      await page.getByRole('link', { name }).click()
      assert.match(await readFile(await (await saved).path(), 'utf8'), /Whose secret\?/)
    }
    const address = await page.getByRole('link', { name: 'Report to print' }).evaluate((link) => link.href)
    await page.getByRole('link', { name: 'Report to print' }).click()
    // The console has the question in a heading too, until the report has replaced it.
    await page.waitForURL('**/report?*')
    await page.getByRole('heading', { name: 'Whose secret?' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Whose secret?' }).waitFor()
    const tab = await page.context().newPage()
    await tab.goto(address)
    await tab.getByRole('heading', { name: 'Whose secret?' }).waitFor()
    const stranger = await open(address)
    await stranger.getByText('Only the host can do this').waitFor()
    await picture(stranger, 'host-only')
  })

  test('a link’s code is sent again until the server has accepted it', async () => {
    const context = await browser.newContext(windowSize)
    context.setDefaultTimeout(20_000)
    const page = await context.newPage()
    const refusal = (status, code, headers = {}) => ({ status, headers, contentType: 'application/problem+json', body: JSON.stringify({ type: '', title: '', detail: '', status, code }) })
    const failures = [
      (route) => route.abort(),
      (route) => route.fulfill(refusal(503, 'storage_unavailable')),
      (route) => route.fulfill(refusal(429, 'too_many_requests', { 'retry-after': '1' })),
      (route) => route.fulfill({ status: 502, body: 'Bad gateway' }),
    ]
    const sent = []
    await page.route('**/host/enter', (route) => {
      if (route.request().method() !== 'POST') return route.continue()
      sent.push(route.request().postDataJSON().code)
      return failures.length ? failures.shift()(route) : route.continue()
    })
    await page.goto(server.hostLink)
    await page.getByText('The link is kept and tried again').waitFor()
    assert.doesNotMatch(page.url(), /code=/)
    await picture(page, 'enter-again')
    await page.getByText('There were too many wrong keys').waitFor()
    await page.locator('header .chip.ok').waitFor()
    assert.equal(sent.length, 5)
    assert.equal(new Set(sent).size, 1)
  })

  test('a browser without storage does not use up a link', async () => {
    const link = server.hostLink
    const context = await browser.newContext(windowSize)
    context.setDefaultTimeout(20_000)
    await context.addInitScript(() => Object.defineProperty(window, 'localStorage', { get: () => { throw new Error('denied') } }))
    const page = await context.newPage()
    await page.goto(link)
    await page.getByText('This browser keeps nothing').waitFor()
    const another = await open(link)
    await another.locator('header .chip.ok').waitFor()
  })

  test('an open tab continues when its browser enters again', async () => {
    const old = await openConsole()
    const link = server.hostLink
    const newSocket = old.waitForEvent('websocket')
    const tab = await old.context().newPage()
    await tab.goto(link)
    await tab.locator('header .chip.ok').waitFor()
    const socket = await newSocket
    await socket.waitForEvent('framereceived')
    await old.locator('header .chip.ok').waitFor()
    await old.getByRole('button', { name: 'Hosts' }).click()
    await old.getByText('this one').waitFor()
    assert.equal(old.url(), `${server.url}/`)
    // A used link and the entry page both lead to the console.
    for (const address of [link, `${server.url}/host/enter`]) {
      await tab.goto('about:blank')
      await tab.goto(address)
      await tab.waitForURL(`${server.url}/`)
      await tab.locator('header .chip.ok').waitFor()
    }
  })

  test('a tab that lost its session returns to the console when its browser has entered again', async () => {
    const old = await openConsole()
    const tab = await old.context().newPage()
    // The server has replaced the cookie, but the tab that enters has not received the answer.
    await tab.route('**/host/enter', async (route) => {
      if (route.request().method() !== 'POST') return route.continue()
      const answer = await route.fetch()
      await old.waitForURL('**/host/enter')
      await route.fulfill({ response: answer })
    })
    await tab.goto(server.hostLink)
    await tab.locator('header .chip.ok').waitFor()
    await old.waitForURL(`${server.url}/`)
    await old.locator('header .chip.ok').waitFor()
  })

  test('the host’s QR code has its full size, and pages of the room get no ticket', async () => {
    const page = await openConsole()
    /** Clicks a link; returns the file that the browser saves. */
    const save = async (name) => {
      const download = page.waitForEvent('download')
      await page.getByRole('link', { name }).click()
      return readFile(await (await download).path())
    }
    await page.evaluate(([meeting]) => {
      const link = (text, href, download) => document.body.append(Object.assign(document.createElement('a'), { textContent: text, href, download }))
      link('A picture', `/m/${meeting}/qr.png?size=2048`, 'join.png')
      link('A drawing', `/m/${meeting}/qr.svg`, 'join.svg')
    }, [poll.meeting])
    const png = await save('A picture')
    assert.ok(png.readUInt32BE(16) > 1024, `${png.readUInt32BE(16)} pixels`)
    const tickets = []
    page.on('request', (request) => request.url().endsWith('/api/host/tickets') && tickets.push(request.postData()))
    assert.match(String(await save('A drawing')), /<svg/)
    assert.deepEqual(tickets, [])

    // Without a ticket the URL itself answers with the reason.
    await page.route('**/api/host/tickets', (route) => route.fulfill({ status: 403, contentType: 'application/problem+json', body: '{"code":"host_only"}' }))
    await page.getByRole('button', { name: 'Results', exact: true }).click()
    await page.getByRole('link', { name: 'Report to print' }).click()
    await page.waitForURL('**/report*')
  })

  test('a host ends their own session in the list', async () => {
    const page = await openConsole()
    const tab = await page.context().newPage()
    await tab.goto(server.url)
    await tab.locator('header .chip.ok').waitFor()
    await page.getByRole('button', { name: 'Hosts' }).click()
    const own = page.getByRole('listitem').filter({ hasText: 'this one' })
    await own.waitFor()
    await picture(page, 'hosts-leave')
    const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
    const secret = await page.evaluate(() => localStorage.getItem('handsup.host'))
    await own.getByRole('button', { name: 'Leave' }).click()
    await page.waitForURL('**/host/enter')
    await tab.waitForURL('**/host/enter')
    assert.equal(await page.evaluate(() => localStorage.getItem('handsup.host')), '')
    const answer = await fetch(`${server.url}/api/console`, { headers: { cookie: cookies, 'x-handsup-host': secret } })
    assert.equal(answer.status, 403)
  })

  test('the console lists the sessions, ends one, and replaces the host key', async () => {
    const page = await openConsole()
    const otherBrowser = await openConsole({ userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' })
    await page.getByRole('button', { name: 'Hosts' }).click()
    const row = page.getByRole('listitem').filter({ hasText: 'Firefox · Linux' })
    await row.waitFor()
    await picture(page, 'hosts')
    await row.getByRole('button', { name: 'End', exact: true }).click()
    await row.waitFor({ state: 'detached' })
    await otherBrowser.waitForURL('**/host/enter')
    await page.getByRole('button', { name: 'Link for one more browser' }).click()
    const link = await page.locator('dialog input').inputValue()
    await otherBrowser.goto(link)
    await otherBrowser.locator('header .chip.ok').waitFor()

    await page.getByRole('button', { name: 'New host key' }).click()
    await page.getByRole('button', { name: 'End every session' }).click()
    await otherBrowser.waitForURL('**/host/enter')
    await page.waitForURL(`${server.url}/`)
    await page.locator('header .chip.ok').waitFor()
    const withOldKey = await fetch(`${server.url}/api/console`, { headers: { authorization: `Bearer ${server.hostKey}` } })
    assert.equal(withOldKey.status, 403)
  })
})

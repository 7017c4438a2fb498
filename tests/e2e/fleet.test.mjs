// What an organisation does with it: files from a CDN, and a server that goes while its phones stay.
import assert from 'node:assert/strict'
import { createServer, request } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'

const SECRET = ['--secret-key', '0123456789abcdef0123456789abcdef']

/** Fetches what it is asked for from the server, with the server's headers, as a CDN does that has nothing yet. */
async function startCdn() {
  const cdn = { origin: undefined, asked: [] }
  const server = createServer((asked, answer) => {
    cdn.asked.push(asked.url)
    const there = new URL(asked.url.replace(/^\/handsup/, ''), cdn.origin)
    request(there, { headers: { 'accept-encoding': asked.headers['accept-encoding'] ?? '' } }, (came) => {
      answer.writeHead(came.statusCode, came.headers)
      came.pipe(answer)
    }).end()
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  cdn.url = `http://127.0.0.1:${server.address().port}/handsup`
  cdn.close = () => server.close() && server.closeAllConnections()
  return cdn
}

describe('with files from a CDN', () => {
  let cdn, server, browser
  before(async () => {
    cdn = await startCdn()
    server = await startServer({ args: ['--assets-url', cdn.url] })
    cdn.origin = server.url
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    await server?.stop()
    cdn?.close()
  })

  /** A page whose complaints, and whatever it loads from the server's own files, are kept. */
  async function openPage(size) {
    const page = await (await browser.newContext(size)).newPage()
    const faults = []
    page.on('console', (line) => line.type() === 'error' && faults.push(line.text()))
    page.on('request', (asked) => asked.url().startsWith(`${server.url}/assets/`) && faults.push(asked.url()))
    return { page, faults }
  }

  test('a phone votes, and the console draws its chart, and neither asks the server for a file', async () => {
    const ask = asHost(server)
    const poll = ask('POST', '/create', { question: 'Tabs or spaces?', options: ['Tabs', 'Spaces'] })
    const phone = await openPage(phoneSize)
    await phone.page.goto(`${server.url}/poll/${poll.poll_code}`)
    await phone.page.locator('label.opt', { hasText: 'Tabs' }).click()
    await phone.page.getByRole('button', { name: 'Submit' }).click()
    await phone.page.locator('.counted').waitFor()
    assert.deepEqual(phone.faults, [])

    const host = await openPage(windowSize)
    await host.page.goto(server.hostLink)
    // The chart's code is loaded only when there is a chart, and finds the CDN by itself.
    await host.page.locator('canvas').first().waitFor()
    assert.deepEqual(host.faults, [])
    for (const file of [/\/vote-.*\.js$/, /\/host-.*\.js$/, /\/chart-.*\.js$/, /\.css$/]) assert.ok(cdn.asked.some((path) => file.test(path)), `${file}: ${cdn.asked}`)
  })
})

test('one of several servers goes: its phone does not say that the host has quit, and is back with the next', async (t) => {
  const fleet = ['--public-url', 'http://127.0.0.1', '--drain-seconds', '0', ...SECRET]
  const first = await startServer({ args: fleet })
  const poll = asHost(first)('POST', '/create', { question: 'Tabs or spaces?', options: ['Tabs', 'Spaces'] })
  const browser = await openBrowser()
  t.after(() => browser.close())
  const phone = await (await browser.newContext(phoneSize)).newPage()
  await phone.goto(`${first.url}/poll/${poll.poll_code}`)
  await phone.locator('.link.ok').waitFor()
  await first.stop({ keep: true })
  await phone.locator('.link.warn').waitFor()
  assert.equal(await phone.getByText('The host has ended').count(), 0)
  const second = await startServer({ bind: `127.0.0.1:${first.port}`, args: fleet, dataDir: first.data })
  t.after(() => second.stop())
  await phone.locator('label.opt', { hasText: 'Tabs' }).click()
  await phone.getByRole('button', { name: 'Submit' }).click()
  await phone.locator('.counted').waitFor()
})

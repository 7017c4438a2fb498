// A deployment of several servers: files from a CDN, and a server that stops while its phones stay connected to the address.
import assert from 'node:assert/strict'
import { createServer, request } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'
import { until } from './lib/window.mjs'

const SECRET_ARGS = ['--secret-key', '0123456789abcdef0123456789abcdef']

/** A CDN with an empty cache: forwards each request to the server, and returns the server's headers. */
async function startCdn() {
  const cdn = { origin: undefined, requested: [] }
  const server = createServer((incoming, answer) => {
    cdn.requested.push(incoming.url)
    const upstream = new URL(incoming.url.replace(/^\/handsup/, ''), cdn.origin)
    request(upstream, { headers: { 'accept-encoding': incoming.headers['accept-encoding'] ?? '' } }, (response) => {
      answer.writeHead(response.statusCode, response.headers)
      response.pipe(answer)
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

  /** Opens a page; `faults` collects its console errors, and the files that it loads from the server instead of the CDN. */
  async function openPage(size) {
    const page = await (await browser.newContext(size)).newPage()
    const faults = []
    page.on('console', (line) => line.type() === 'error' && faults.push(line.text()))
    page.on('request', (request) => request.url().startsWith(`${server.url}/assets/`) && faults.push(request.url()))
    return { page, faults }
  }

  test('a phone votes and the console draws its chart, both with files of the CDN only', async () => {
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
    // The chart's script is loaded later, when there is a chart: also from the CDN.
    await host.page.locator('canvas').first().waitFor()
    assert.deepEqual(host.faults, [])
    for (const file of [/\/vote-.*\.js$/, /\/host-.*\.js$/, /\/chart-.*\.js$/, /\.css$/])
      await until(`a request of ${file} at the CDN`, async () => cdn.requested.some((path) => file.test(path)))
    assert.deepEqual(host.faults, [])
  })
})

test('when one of several servers stops, its phone does not show that the host has quit, and reconnects to the next', async (t) => {
  const args = ['--public-url', 'http://127.0.0.1', '--drain-seconds', '0', ...SECRET_ARGS]
  const first = await startServer({ args })
  const poll = asHost(first)('POST', '/create', { question: 'Tabs or spaces?', options: ['Tabs', 'Spaces'] })
  const browser = await openBrowser()
  t.after(() => browser.close())
  const phone = await (await browser.newContext(phoneSize)).newPage()
  await phone.goto(`${first.url}/poll/${poll.poll_code}`)
  await phone.locator('.link.ok').waitFor()
  await first.stop({ keep: true })
  await phone.locator('.link.warn').waitFor()
  assert.equal(await phone.getByText('The host has ended').count(), 0)
  const second = await startServer({ bind: `127.0.0.1:${first.port}`, args, dataDir: first.data })
  t.after(() => second.stop())
  await phone.locator('label.opt', { hasText: 'Tabs' }).click()
  await phone.getByRole('button', { name: 'Submit' }).click()
  await phone.locator('.counted').waitFor()
})

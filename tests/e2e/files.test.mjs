// Files in the console: a large export shows its progress, can be cancelled, and is saved only when it is complete; a refused import
// lists its faults.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import { openBrowser, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'

/** So many that a CSV exceeds the buffers between the server and a slow browser. */
const POLLS = 300

describe('files in the console', () => {
  let server, browser, page, devtools, ask

  before(async () => {
    server = await startServer()
    ask = asHost(server)
    browser = await openBrowser()
    const { join_code } = ask('POST', '/api/meetings', { name: 'Größe' })
    const polls = Array.from({ length: POLLS }, (_, n) => ({ question: `Question ${n} ${'🙋'.repeat(400)}`, options: Array.from({ length: 20 }, (_, at) => `${at} ${'🙋'.repeat(150)}`) }))
    for (let at = 0; at < POLLS; at += 50) {
      const answer = await fetch(`${server.url}/api/meetings/${join_code}/questions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${server.hostKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ polls: polls.slice(at, at + 50) }),
      })
      assert.equal(answer.status, 201, await answer.text())
    }
    const context = await browser.newContext({ ...windowSize, acceptDownloads: true })
    context.setDefaultTimeout(20_000)
    page = await context.newPage()
    devtools = await context.newCDPSession(page)
    await devtools.send('Network.enable')
    await page.goto(server.hostLink)
    await page.getByRole('button', { name: 'Results' }).click()
  })

  after(async () => {
    await browser?.close()
    await server?.stop()
  })

  /** Limits the page's downloads to this many bytes a second; -1: no limit. */
  const limitSpeed = async (speed) => {
    await devtools.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: speed, uploadThroughput: -1 })
  }

  test('a large file shows its progress and can be cancelled', async () => {
    await limitSpeed(100_000)
    const saved = []
    page.on('download', (download) => saved.push(download))
    const request = page.waitForRequest('**/export?format=csv*')
    await page.getByRole('link', { name: 'CSV', exact: true }).click()
    const bar = page.getByRole('progressbar')
    await bar.waitFor()
    await page.getByText(new RegExp(`CSV: Questions: [1-9][0-9]* of ${POLLS}`)).waitFor()
    const progress = await bar.evaluate(({ value, max, position }) => ({ value, max, position }))
    assert.ok(progress.value < POLLS && progress.max === POLLS && progress.position > 0, JSON.stringify(progress))

    // The download continues while the dialog is closed.
    await page.keyboard.press('Escape')
    await bar.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Results' }).click()
    await bar.waitFor()

    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('Cancelled. Nothing was saved.').waitFor()
    await bar.waitFor({ state: 'detached' })
    assert.match((await request).failure()?.errorText ?? '', /ABORTED/)
    assert.deepEqual(saved, [])
  })

  test('each format is saved completely, under its full name', async () => {
    await limitSpeed(-1)
    for (const [link, ending] of [['CSV', 'csv'], ['JSON', 'json'], ['Excel', 'xlsx']]) {
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: link, exact: true }).click()])
      assert.match(file.suggestedFilename(), new RegExp(`^handsup-[0-9A-Z]{6}-Größe\\.${ending}$`))
      const bytes = await readFile(await file.path())
      if (ending === 'csv') assert.equal(bytes.toString().trimEnd().split('\r\n').length, 1 + POLLS * 20)
      if (ending === 'json') assert.equal(JSON.parse(bytes).polls.length, POLLS)
      if (ending === 'xlsx') assert.equal(bytes.subarray(0, 2).toString(), 'PK')
    }
  })

  test('every fault of an imported file is listed, also two of one field in one row', async () => {
    const file = (text) => ({ name: 'questions.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
    const faults = page.locator('.rows li')
    for (const [text, expected] of [
      ['question,option 1,option 2\nWhy?,a,b,x,y\n', ['Row 2:  – Cell 4 stands under no column.', 'Row 2:  – Cell 5 stands under no column.']],
      ['question,when,when\nWhy?,a,b\n', ['Row 1: when – No column', 'Row 1: when – No column']],
      ['question,option 1,option 2,correct\nWhy?,a,a,7\n', ['Row 2: correct – “7”']],
    ]) {
      let answer
      const isAnswered = new Promise((resolve) => (answer = resolve))
      await page.route('**/questions', (route) => isAnswered.then(() => route.continue()), { times: 1 })
      await page.locator('input[type=file]').setInputFiles(file(text))
      await page.getByText('Reading…').waitFor()
      assert.equal(await faults.count(), 0, 'nothing is said of the file before')
      answer()
      await page.getByRole('alert').filter({ hasText: 'Nothing was' }).waitFor()
      await page.waitForFunction((count) => document.querySelectorAll('.rows li').length === count, expected.length)
      const lines = await faults.allInnerTexts()
      expected.forEach((part, at) => assert.ok(lines[at].replace(/\s+/g, ' ').startsWith(part.replace(/\s+/g, ' ')), `${lines[at]} does not begin with ${part}`))
    }
  })

  test('a connection that breaks off is reported, and nothing is saved', async () => {
    await limitSpeed(100_000)
    const saved = []
    page.on('download', (download) => saved.push(download))
    await page.getByRole('link', { name: 'CSV', exact: true }).click()
    await page.getByRole('progressbar').waitFor()
    server.signal('SIGKILL')
    // Bytes that were sent before still arrive.
    await limitSpeed(-1)
    await page.getByText('The file did not arrive whole').waitFor()
    assert.deepEqual(saved, [])
  })
})

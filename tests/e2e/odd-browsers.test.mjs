// Browsers without scripts, storage, cookies or newer methods: each votes once, or the page states why it cannot.
import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { chromium } from 'playwright-core'
import { CHROMIUM, openBrowser, phoneSize, picture, QUIET_ARGS } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { scratch } from './lib/scratch.mjs'
import { startServer } from './lib/server.mjs'

const SIGN_IN_USER_AGENT = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148'

describe('odd browsers', { concurrency: 1 }, () => {
  let server, ask, browser

  before(async () => {
    server = await startServer({ args: ['--advertise-ip', '127.0.0.1'] })
    ask = asHost(server)
    browser = await openBrowser()
  })

  after(async () => {
    await browser?.close()
    await server?.stop()
  })

  const createPoll = (fairness = 'device') => {
    const { poll_code } = ask('POST', '/create', { question: 'Where should we hold the next offsite?', options: ['By the sea', 'In the mountains'], fairness })
    return { link: `${server.url}/poll/${poll_code}`, votes: () => ask('GET', `/api/polls/${poll_code}`).total_votes }
  }
  const open = async (t, more = {}) => {
    const context = await browser.newContext({ ...phoneSize, ...more })
    t.after(() => context.close())
    context.setDefaultTimeout(15_000)
    return context.newPage()
  }
  /** Chromium with these contents blocked (setting 2). A browser without cookies has no localStorage either. */
  const without = async (t, ...what) => {
    const profile = scratch('profile-')
    mkdirSync(join(profile, 'Default'))
    const settings = { profile: { default_content_setting_values: Object.fromEntries(what.map((name) => [name, 2])) } }
    writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(settings))
    const context = await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, chromiumSandbox: false, args: QUIET_ARGS, ...phoneSize })
    t.after(async () => {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    })
    context.setDefaultTimeout(15_000)
    return context.newPage()
  }
  const vote = async (page) => {
    await page.locator('label.opt').first().click()
    await page.getByRole('button', { name: 'Submit' }).click()
  }

  test('without JavaScript: the form is counted once, and a reload shows the vote', async (t) => {
    const { link, votes } = createPoll()
    const page = await without(t, 'javascript')
    await page.goto(link)
    await page.getByText('This page does not update by itself.').waitFor()
    await picture(page, 'phone-no-script')
    await vote(page)
    await page.locator('.counted').waitFor()
    await page.goto(link)
    await page.locator('.counted').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Submit' }).count(), 0)
    assert.equal(votes(), 1)
  })

  test('with a script that the browser cannot parse, the form works and the vote counts', async (t) => {
    const { link, votes } = createPoll()
    const page = await open(t)
    await page.route('**/assets/*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: 'let newer = |> than this' }))
    await page.goto(link)
    await vote(page)
    await page.locator('.counted').waitFor()
    assert.equal(votes(), 1)
  })

  test('the script runs without the methods that browsers of early 2020 lack', async (t) => {
    const { link, votes } = createPoll()
    const page = await open(t)
    await page.addInitScript(() => {
      const newerMethods = [
        [String.prototype, 'replaceAll', 'at'],
        [Array.prototype, 'at', 'findLast', 'toSorted', 'toSpliced'],
        [Element.prototype, 'replaceChildren', 'checkVisibility'],
        [Object, 'hasOwn', 'groupBy'],
        [Promise, 'any', 'withResolvers', 'try'],
        [AbortSignal, 'any', 'timeout'],
        [crypto, 'randomUUID'],
        [window, 'structuredClone', 'WeakRef', 'FinalizationRegistry', 'AggregateError'],
        [Intl, 'ListFormat', 'DisplayNames', 'Segmenter'],
      ]
      for (const [owner, ...names] of newerMethods) for (const name of names) delete owner[name]
    })
    await page.goto(link)
    await page.locator('.link.ok').waitFor()
    await vote(page)
    await page.locator('.counted').waitFor()
    await page.getByText('100%').first().waitFor()
    assert.equal(votes(), 1)
  })

  test('with a localStorage that throws, the cookie identifies the phone', async (t) => {
    const { link, votes } = createPoll()
    const page = await open(t)
    await page.addInitScript(() =>
      Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('denied', 'SecurityError')
        },
      }),
    )
    await page.goto(link)
    await page.locator('.link.ok').waitFor()
    await vote(page)
    await page.locator('.counted').waitFor()
    await page.reload()
    await page.locator('.link.ok').waitFor()
    await page.locator('.counted').waitFor()
    assert.equal(await page.getByText('remembers nothing').count(), 0)
    assert.equal(votes(), 1)
  })

  test('without cookies and storage the page shows a warning, and the address prevents a second vote', async (t) => {
    const { link, votes } = createPoll('device_and_address')
    const page = await without(t, 'cookies')
    await page.goto(link)
    await page.getByText('This browser remembers nothing').first().waitFor()
    await picture(page, 'phone-remembers-nothing')
    await vote(page)
    await page.locator('.counted').waitFor()
    await page.reload()
    await page.locator('.link.ok').waitFor()
    await vote(page)
    await page.getByText('Somebody on this network address has already voted').first().waitFor()
    assert.equal(votes(), 1)
  })

  test('without cookies and JavaScript, under one vote per address: counted once, and a second vote is refused', async (t) => {
    const { link, votes } = createPoll('device_and_address')
    const page = await without(t, 'cookies', 'javascript')
    await page.goto(link)
    await vote(page)
    await page.locator('.counted').waitFor()
    assert.equal(votes(), 1)
    await page.goto(link)
    await vote(page)
    await page.getByText('Already voted').first().waitFor()
    assert.equal(votes(), 1)
  })

  test('without cookies and JavaScript, under one vote per device: refused with the reason', async (t) => {
    const { link, votes } = createPoll()
    const page = await without(t, 'cookies', 'javascript')
    await page.goto(link)
    await vote(page)
    await page.getByText('Not counted: this browser keeps no cookies').waitFor()
    await picture(page, 'phone-no-cookies')
    assert.equal(votes(), 0)
  })

  test('in the sign-in window of a captive network the page links to itself for the real browser, and works', async (t) => {
    const { link, votes } = createPoll()
    const page = await open(t, { userAgent: SIGN_IN_USER_AGENT })
    await page.goto(link)
    await page.locator('.link.ok').waitFor()
    assert.equal(await page.locator('.borrowed a').getAttribute('href'), link)
    await picture(page, 'phone-sign-in-window')
    await vote(page)
    await page.locator('.counted').waitFor()
    assert.equal(votes(), 1)
  })

  test('the scripts that a phone loads are valid ES2020', async (t) => {
    const page = await open(t)
    const scripts = new Set()
    page.on('response', (answer) => answer.url().endsWith('.js') && scripts.add(answer.url()))
    const { link } = createPoll()
    await Promise.all([page.waitForResponse((answer) => new URL(answer.url()).pathname === '/resume'), page.goto(`${link}#resume=none`)])
    assert.ok(scripts.size >= 4, [...scripts].join())
    const acorn = createRequire(new URL('../../ui/package.json', import.meta.url))('acorn')
    for (const script of scripts) acorn.parse(await (await fetch(script)).text(), { ecmaVersion: 2020, sourceType: 'module' })
    assert.throws(() => acorn.parse('a ??= 1', { ecmaVersion: 2020, sourceType: 'module' }), 'newer syntax would be found')
  })
})

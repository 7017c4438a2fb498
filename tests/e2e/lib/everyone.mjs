// Accessibility and layout: every page in every state, in one language, light and dark, is checked by the rules of WCAG 2.2 AA that a
// machine can check, and for overflowing text. `PICTURES=1` saves a picture of each, for people to look at.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import axe from 'axe-core'
import { openBrowser, picture } from './browser.mjs'
import { asHost } from './host.mjs'
import { startServer } from './server.mjs'
import { states } from './states.mjs'

const RULES = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }
/** The rules for the dark page, where only colours differ. */
const COLOUR_RULES = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }
const NAMES = Object.keys(states({}))
const NARROW_SIZE = { width: 390, height: 844 }
/** Saves a picture if `PICTURES` is set. */
const savePicture = process.env.PICTURES ? picture : async () => {}

/** Waits until all animations have finished, because a colour in transition is measured as the old one. */
const waitUntilSettled = (page) => page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState === 'finished'))

/** The violations of the rules on the page. Only violations are described in detail, and frames are skipped: the pages have none. */
async function violations(page, runOnly = RULES) {
  const { violations } = await page.evaluate((runOnly) => window.axe.run({ runOnly, resultTypes: ['violations'], iframes: false }), runOnly)
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}: ${node.failureSummary}`))
}

/** Waits until the page has been drawn: until then a narrow page may still have the columns of a wide one. */
const waitUntilDrawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))

/** The elements whose content is wider than they are. */
const overflowing = () =>
  [document.documentElement, ...document.querySelectorAll('button, a, .chip, .notice, dt, dd, th, td, label, h1, h2, .link, dialog')]
    .filter((element) => getComputedStyle(element).display !== 'inline' && element.scrollWidth > element.clientWidth + 1)
    .filter((element) => !element.closest('.sr'))
    .map((element) => `${element.tagName} “${element.textContent.replace(/\s+/g, ' ').slice(0, 60)}”`)

/** The tests of one language. A test file of its own calls this for each, so that languages are tested in parallel. */
export function everyone(language, locale) {
  describe(`everyone: ${language}`, { concurrency: 1 }, () => {
    let browser
    const servers = {}

    before(async () => {
      const args = ['--advertise-ip', '127.0.0.1', '--vote-limit-per-minute', '0', '--connections-per-address', '0']
      servers.usual = await startServer({ args })
      servers.fresh = await startServer({ args: [...args, '--create-access', 'open'] })
      browser = await openBrowser()
      for (const server of Object.values(servers)) server.hostStorage = await storageAfterEntering(server)
    })

    /** The storage state of a browser with a host's session: entering again for each state would take a third of the tests' time. */
    async function storageAfterEntering(server) {
      const context = await browser.newContext({ locale })
      const page = await context.newPage()
      await page.goto(server.hostLink)
      // The page that enters is a page too: only once it has led to the console is the session stored.
      await page.waitForURL(`${server.url}/`)
      await page.locator('main, .desk').first().waitFor()
      const storage = await context.storageState()
      await context.close()
      return storage
    }

    after(async () => {
      await browser?.close()
      await Promise.all(Object.values(servers).map((server) => server.stop()))
    })

    /** Opens a page in a state, and loads axe into it. After the test every window is closed and its meeting deleted, so that its
     *  polls are not in the agenda of the next. */
    async function open(t, name) {
      const contexts = []
      const ask = asHost(servers.usual)
      const { join_code } = ask('POST', '/api/meetings', { name: 'All hands' })
      t.after(async () => {
        await Promise.all(contexts.map((context) => context.close()))
        ask('PATCH', `/api/meetings/${join_code}`, { deleted: true })
      })
      const person = async (size) => {
        const context = await browser.newContext({ ...size, locale, reducedMotion: 'reduce' })
        contexts.push(context)
        context.setDefaultTimeout(20_000)
        return context.newPage()
      }
      const page = await states({ servers, ask, person })[name]()
      await page.evaluate(axe.source)
      return page
    }

    for (const name of NAMES)
      test(name, async (t) => {
        const page = await open(t, name)
        assert.equal(await page.evaluate(() => document.documentElement.lang), language)
        const faults = []
        for (const [colorScheme, rules] of [['light', RULES], ['dark', COLOUR_RULES]]) {
          await page.emulateMedia({ colorScheme })
          await waitUntilSettled(page)
          faults.push(...(await violations(page, rules)).map((what) => `${colorScheme}: ${what}`))
          await savePicture(page, `${name}-${language}-${colorScheme}`)
        }
        faults.push(...(await page.evaluate(overflowing)))
        await page.setViewportSize(NARROW_SIZE)
        await page.evaluate(waitUntilDrawn)
        faults.push(...(await page.evaluate(overflowing)).map((what) => `narrow: ${what}`))
        if (name.startsWith('console')) await savePicture(page, `${name}-${language}-narrow`)
        assert.deepEqual(faults, [])
      })

    test('the checks find a faulty contrast and an overflowing text', async (t) => {
      const page = await open(t, 'phone-voting')
      await page.evaluate(() => (document.querySelector('h1').style.whiteSpace = 'nowrap'))
      for (const [colorScheme, rules, pale] of [['light', RULES, 'silver'], ['dark', COLOUR_RULES, 'dimgray']]) {
        await page.emulateMedia({ colorScheme })
        await waitUntilSettled(page)
        assert.doesNotMatch((await violations(page, rules)).join(), /color-contrast/)
        await page.evaluate((pale) => (document.querySelector('.opt bdi').style.color = pale), pale)
        await waitUntilSettled(page)
        assert.match((await violations(page, rules)).join(), /color-contrast/)
        await page.evaluate(() => (document.querySelector('.opt bdi').style.color = ''))
      }
      assert.notDeepEqual(await page.evaluate(overflowing), [])
    })
  })
}

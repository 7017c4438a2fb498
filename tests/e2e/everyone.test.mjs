// For everyone: every page in every state, in both languages, light and dark, by the rules of WCAG 2.2 AA that a machine can check,
// and without a word that does not fit. `PICTURES=1` keeps a picture of each, for people to look at.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import { openBrowser, picture } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'
import { states } from './lib/states.mjs'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const COLOURS = ['color-contrast', 'link-in-text-block']
const NAMES = Object.keys(states({}))
const NARROW = { width: 390, height: 844 }
const keep = process.env.PICTURES ? picture : async () => {}

/** What breaks a rule, as the page is now; of the dark page only what colours can break, because nothing else changes. */
async function violations(page, colorScheme = 'light') {
  // Our pages hold no foreign frames: no second page is opened to put the findings of several together.
  const all = new AxeBuilder({ page }).setLegacyMode()
  const { violations } = await (colorScheme === 'dark' ? all.withRules(COLOURS) : all.withTags(TAGS)).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}: ${node.failureSummary}`))
}

/** The page has been drawn as it is now: until then a narrow page may still have the columns of a wide one. */
const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))

/** What is wider than the page, or than the control it stands in. */
const overflowing = () =>
  [document.documentElement, ...document.querySelectorAll('button, a, .chip, .notice, dt, dd, th, td, label, h1, h2, .link, dialog')]
    .filter((element) => getComputedStyle(element).display !== 'inline' && element.scrollWidth > element.clientWidth + 1)
    .filter((element) => !element.closest('.sr'))
    .map((element) => `${element.tagName} “${element.textContent.replace(/\s+/g, ' ').slice(0, 60)}”`)

describe('everyone', { concurrency: 2 }, () => {
  for (const [language, locale] of [['en', 'en-GB'], ['de', 'de-DE']])
    describe(language, { concurrency: 1 }, () => {
      let browser
      const servers = {}

      before(async () => {
        const args = ['--advertise-ip', '127.0.0.1', '--vote-limit-per-minute', '0', '--connections-per-address', '0']
        servers.usual = await startServer({ args })
        servers.fresh = await startServer({ args: [...args, '--create-access', 'open'] })
        browser = await openBrowser()
      })

      after(async () => {
        await browser?.close()
        await Promise.all(Object.values(servers).map((server) => server.stop()))
      })

      /** Brings a page into a state, and closes every window when the test is over. */
      async function open(t, name) {
        const contexts = []
        t.after(() => Promise.all(contexts.map((context) => context.close())))
        const person = async (size) => {
          const context = await browser.newContext({ ...size, locale, reducedMotion: 'reduce' })
          contexts.push(context)
          context.setDefaultTimeout(20_000)
          return context.newPage()
        }
        return states({ servers, ask: asHost(servers.usual), person })[name]()
      }

      for (const name of NAMES)
        test(name, async (t) => {
          const page = await open(t, name)
          assert.equal(await page.evaluate(() => document.documentElement.lang), language)
          const faults = []
          for (const colorScheme of ['light', 'dark']) {
            await page.emulateMedia({ colorScheme })
            await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState === 'finished'))
            faults.push(...(await violations(page, colorScheme)).map((what) => `${colorScheme}: ${what}`))
            await keep(page, `${name}-${language}-${colorScheme}`)
          }
          faults.push(...(await page.evaluate(overflowing)))
          await page.setViewportSize(NARROW)
          await page.evaluate(drawn)
          faults.push(...(await page.evaluate(overflowing)).map((what) => `narrow: ${what}`))
          if (name.startsWith('console')) await keep(page, `${name}-${language}-narrow`)
          assert.deepEqual(faults, [])
        })

      test('these rules do find what is wrong', async (t) => {
        const page = await open(t, 'phone-voting')
        await page.evaluate(() => {
          document.querySelector('.opt bdi').style.color = 'silver'
          document.querySelector('h1').style.whiteSpace = 'nowrap'
        })
        assert.match((await violations(page)).join(), /color-contrast/)
        assert.notDeepEqual(await page.evaluate(overflowing), [])
      })
    })
})

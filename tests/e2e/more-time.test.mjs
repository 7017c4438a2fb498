// A voter who needs more time than a timer leaves asks for it on the phone. The console and the remote say how many ask, and the host gives
// more to all; nobody learns who asked. `PICTURES=1` saves pictures, for people to look at.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import axe from 'axe-core'
import { openBrowser, phoneSize, picture, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { heardUntil, listen } from './lib/listener.mjs'
import { startServer } from './lib/server.mjs'

const QUESTION = 'Where should we hold the next offsite?'
const OPTIONS = ['By the sea', 'In the mountains', 'Stay at home']
const savePicture = process.env.PICTURES ? picture : async () => {}

describe('more time', { concurrency: 1 }, () => {
  let server, ask, browser

  before(async () => {
    server = await startServer({ args: ['--advertise-ip', '127.0.0.1', '--vote-limit-per-minute', '0', '--connections-per-address', '0'] })
    ask = asHost(server)
    browser = await openBrowser()
  })

  after(async () => {
    await browser?.close()
    await server?.stop()
  })

  const create = (seconds) => {
    const { join_code } = ask('POST', '/api/meetings', { name: 'All hands' })
    const poll = ask('POST', '/create', { meeting: join_code, question: QUESTION, options: OPTIONS, fairness: 'device', results: 'on_reveal' })
    if (seconds) ask('PATCH', `/api/polls/${poll.poll_code}`, { timer_seconds: seconds })
    return poll
  }
  const open = async (t, url, more) => {
    const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...more })
    t.after(() => context.close())
    context.setDefaultTimeout(20_000)
    const page = await context.newPage()
    await page.goto(url)
    return page
  }
  const openPhone = async (t, { meeting }, more) => {
    const page = await open(t, `${server.url}/m/${meeting}`, { ...phoneSize, ...more })
    await page.locator('.link.ok').waitFor()
    return page
  }
  const openConsole = async (t, more) => {
    const page = await open(t, server.hostLink, { ...windowSize, ...more })
    await page.locator('header .chip.ok').waitFor()
    return page
  }
  const button = (page) => page.locator('.timer button')

  test('a voter asks once, the console says how many ask, and all get more time', async (t) => {
    const poll = create(3600)
    const [console, phone, other] = [await openConsole(t), await openPhone(t, poll), await openPhone(t, poll)]
    await listen(phone)
    assert.ok((await button(phone).boundingBox()).height >= 44)
    await button(phone).focus()
    await phone.keyboard.press('Enter')
    const spoken = 'says: Asked. The host sees that somebody needs more time, but not who.'
    assert.deepEqual(await heardUntil(phone, 'says: '), ['focus: button I need more time', spoken])
    assert.equal(await button(phone).textContent(), 'Asked for more time')
    assert.equal(await phone.evaluate(() => document.activeElement.textContent.trim()), 'Asked for more time', 'the focus stays')
    await phone.keyboard.press('Enter')
    await console.getByText('1 phone asks for more time').waitFor()
    await button(other).tap()
    await console.getByText('2 phones ask for more time').waitFor()
    await savePicture(console, 'more-time-console')

    await console.locator('.others .proposed', { hasText: '+15 s' }).click()
    await console.getByText(/asks? for more time/).waitFor({ state: 'detached' })
    const [line] = await heardUntil(phone, 'says: There is more time')
    assert.match(line, /^says: There is more time: (1:0\d:\d\d|\d\d:\d\d) left\.$/)
    assert.equal(await button(phone).textContent(), 'Asked for more time', 'once in a round')
  })

  test('where no timer runs, and once the phone has voted, there is nothing to ask for', async (t) => {
    const phone = await openPhone(t, create(0))
    await phone.locator('.opt').first().waitFor()
    assert.equal(await button(phone).count(), 0)
    const voted = await openPhone(t, create(3600))
    await button(voted).waitFor()
    await voted.locator('label.opt').first().tap()
    await voted.locator('.foot .go').tap()
    await voted.getByRole('heading', { name: 'Counted' }).waitFor()
    assert.equal(await button(voted).count(), 0)
  })

  const LOOKS = [
    { name: 'light' },
    { name: 'dark', colorScheme: 'dark' },
    { name: 'narrow', viewport: { width: 320, height: 568 } },
    { name: 'narrow-german-dark', viewport: { width: 320, height: 568 }, locale: 'de-DE', colorScheme: 'dark' },
    { name: 'forced-colours', forcedColors: 'active' },
  ]
  for (const { name, ...more } of LOOKS)
    test(`the button fits beside the time: ${name}`, async (t) => {
      const poll = create(3600)
      const page = await openPhone(t, poll, more)
      const top = () => page.locator('h1').evaluate((heading) => heading.getBoundingClientRect().top)
      const before = await top()
      await savePicture(page, `more-time-${name}-before`)
      await button(page).tap()
      await page.locator('.timer [aria-disabled=true]').waitFor()
      assert.equal(await top(), before)
      // In one turn: the text of each second is a new element.
      const gap = await page.evaluate(() => {
        const [time, ask] = ['.timer > span', '.timer button'].map((one) => document.querySelector(one).getBoundingClientRect())
        return ask.left - time.right
      })
      assert.ok(gap >= 0, 'beside the time')
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
      await savePicture(page, `more-time-${name}`)
      const { violations } = await page.evaluate(axe.source).then(() => page.evaluate(() => window.axe.run('main', { runOnly: ['wcag2a', 'wcag2aa'] })))
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), [])
    })
})

// The end tells the evening: the same on the wall, on phones and without JavaScript, to those who were there and to who comes later.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, picture } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'
import { ALL_WALLS, nameOf, overflowing, resize, typeOf, written } from './lib/wall.mjs'

const QUESTION = 'Where should we hold the next offsite?'
const PLACES = ['By the sea', 'In the mountains', 'Stay at home']
/** The smallest type that a room reads, and rounding, in percent of the height. */
const [READABLE, ROUNDING] = [2.8, 0.06]

describe('the end of a meeting', () => {
  let server, browser, ask

  before(async () => {
    server = await startServer({ args: ['--advertise-ip', '192.168.178.120', '--vote-limit-per-minute', '0'] })
    ask = asHost(server)
    browser = await openBrowser()
  })

  after(async () => {
    await browser?.close()
    await server?.stop()
  })

  const change = ({ poll_code }, patch) => ask('PATCH', `/api/polls/${poll_code}`, patch)
  const vote = ({ poll_code, options }, ...picks) => {
    for (const pick of picks) ask('POST', `/poll/${poll_code}/vote`, { option_id: options[pick].id, browser_token: randomUUID() })
  }
  const end = (code, ended = true) => ask('PATCH', `/api/meetings/${code}`, { ended })
  const open = async (t, path, more = {}) => {
    const context = await browser.newContext({ viewport: ALL_WALLS[0], ...more })
    t.after(() => context.close())
    context.setDefaultTimeout(15_000)
    const page = await context.newPage()
    await page.goto(`${server.url}${path}`)
    return page
  }
  /** A meeting with two questions: the second one's result is hidden. */
  const evening = ({ question = QUESTION, options = PLACES } = {}) => {
    const meeting = ask('POST', '/api/meetings', { name: 'General assembly 2026' }).join_code
    const create = (more) => ask('POST', '/create', { meeting, fairness: 'device', options, ...more })
    const [first, hidden] = [create({ question }), create({ question: 'A secret?', results: 'on_reveal' })]
    vote(first, ...Array(11).fill(1), 0)
    vote(hidden, 0, 0, 0, 0, 0, 0, 0)
    return { meeting, first }
  }
  const textOf = async (page) => (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ')
  const fits = async (page, where) => {
    assert.deepEqual(await overflowing(page), [], where)
    const small = (await written(page)).filter(([share]) => share < READABLE - ROUNDING)
    assert.deepEqual(small, [], where)
  }

  const SAID = /^Thank you! 2 questions 19 votes 12 people in the largest vote The clearest result: Where should we hold the next offsite\? 91\.7% chose In the mountains Votes that were counted stay counted\. Seals are signed with key \w{4}-\w{4}-\w{4}-\w{4}$/

  test('is told on the wall, at a reload too, until the meeting is opened again', async (t) => {
    const { meeting, first } = evening()
    const page = await open(t, `/screen/${meeting}`)
    await page.getByText('7 voted').waitFor()
    change(first, { state: 'closed' })
    end(meeting)
    await page.getByText('Thank you!').waitFor()
    assert.match(await textOf(page), SAID)
    await page.reload()
    await page.getByText('Thank you!').waitFor()
    assert.match(await textOf(page), SAID)
    end(meeting, false)
    await page.getByText('General assembly 2026').waitFor()
    assert.equal(await page.getByText('clearest').count(), 0)
  })

  test('is told without JavaScript, on the wall and on a phone', async (t) => {
    const { meeting } = evening()
    end(meeting)
    const wall = await open(t, `/screen/${meeting}`, { javaScriptEnabled: false })
    assert.match(await textOf(wall), SAID)
    await fits(wall, 'without JavaScript')
    const phone = await open(t, `/m/${meeting}`, { ...phoneSize, javaScriptEnabled: false })
    await phone.getByText('2 questions, 19 votes, 12 people in the largest vote.').waitFor()
  })

  test('is told on phones in one sentence, to who comes late too', async (t) => {
    const { meeting } = evening()
    const phones = [await open(t, `/m/${meeting}`, phoneSize), await open(t, `/m/${meeting}`, { ...phoneSize, viewport: { width: 320, height: 568 }, colorScheme: 'dark', locale: 'de-DE' })]
    for (const phone of phones) await phone.locator('.link.ok').waitFor()
    end(meeting)
    const late = await open(t, `/m/${meeting}`, phoneSize)
    for (const phone of [phones[0], late]) await phone.getByText('2 questions, 19 votes, 12 people in the largest vote.').first().waitFor()
    await phones[1].getByText('2 Fragen, 19 Stimmen, 12 Personen in der größten Abstimmung.').first().waitFor()
    for (const [at, phone] of phones.entries()) {
      assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
      await picture(phone, `end-phone-${at}`)
    }
  })

  const LONG = {
    question: `Which of these sentences says best ${'what we have talked about the whole evening, with everything that was said for and against it, '.repeat(4)}and why?`,
    options: ['A long one, that says in more words than anybody needs what most of us have thought from the very beginning of it, and nobody has dared to say aloud before', 'Another'],
  }
  for (const [name, poll] of [['short', {}], ['long', LONG]])
    for (const locale of ['en-GB', 'de-DE'])
      test(`fits every wall in type that the last row reads: ${name} texts, ${locale}`, async (t) => {
        const { meeting } = evening(poll)
        end(meeting)
        for (const colorScheme of ['light', 'dark']) {
          const page = await open(t, `/screen/${meeting}`, { colorScheme, locale, reducedMotion: 'reduce' })
          await page.locator('.clearest').waitFor()
          for (const size of ALL_WALLS) {
            await resize(page, size)
            await picture(page, `wall-end-${name}-${locale.slice(0, 2)}-${colorScheme}-${nameOf(size)}`)
            const [thanks, figure] = await typeOf(page, ['h1', '.figures b'])
            assert.ok(thanks >= 7 && figure >= 11, `${nameOf(size)}: ${thanks}, ${figure}`)
            await fits(page, nameOf(size))
          }
        }
      })

  test('thanks in forced colours too, and alone where nobody has voted', async (t) => {
    const { meeting } = evening()
    end(meeting)
    const page = await open(t, `/screen/${meeting}`, { forcedColors: 'active' })
    await page.locator('.clearest').waitFor()
    await picture(page, 'wall-end-forced')
    const quiet = ask('POST', '/api/meetings', { name: 'Nobody came' }).join_code
    end(quiet)
    const empty = await open(t, `/screen/${quiet}`)
    await empty.getByText('Thank you!').waitFor()
    assert.match(await textOf(empty), /^Thank you! Votes that were counted stay counted\. Seals/)
    await picture(empty, 'wall-end-empty')
  })
})

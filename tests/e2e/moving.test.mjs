// The host's computer changes its address during a vote: fifty phones move to the new address, or ask to scan the code again.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, picture, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { makeRoom, whyNoNamespaces } from './lib/netns.mjs'
import { firstLines, startServer } from './lib/server.mjs'

const SIMULATED_PHONES_PROGRAM = fileURLToPath(new URL('lib/simulated-phones.mjs', import.meta.url))
const FIRST = 'http://10.77.0.1:4242'
const SECOND = 'http://10.78.0.1:4242'
const THIRD = 'http://10.79.0.1:4242'
/** The number of pages in browsers, the last of them with an unsent choice, and of phones that lib/simulated-phones.mjs simulates. */
const PAGES = 6
const SIMULATED_PHONES = 44

describe('the host moves', { skip: whyNoNamespaces() ?? false, concurrency: 1 }, () => {
  let room, server, ask, poll, path, simulated
  const browsers = []
  const pages = []

  const ip = (computer, ...args) => execFileSync('ip', ['-n', computer.name, ...args])
  const open = async (browser, size = phoneSize) => {
    const context = await browser.newContext(size)
    context.setDefaultTimeout(30_000)
    return context.newPage()
  }
  const votes = () => ask('GET', `/api/polls/${poll.poll_code}`).total_votes
  const choose = (page) => page.locator('label.opt').nth(1).click()

  before(async () => {
    room = makeRoom(2)
    // The phones are in three networks; the host has an address in two of them, and later in the third.
    for (const [n, computer] of [room.host, ...room.phones].entries())
      for (const network of [78, 79]) if (n > 0 || network === 78) ip(computer, 'address', 'add', `10.${network}.0.${n + 1}/24`, 'dev', 'eth0')
    server = await startServer({ bind: '0.0.0.0:4242', exec: room.host.exec })
    ask = asHost(server, room.host)
    poll = ask('POST', '/create', { question: 'Where should we hold the next offsite?', options: ['By the sea', 'In the mountains'], fairness: 'device' })
    path = `/m/${poll.meeting}`
    browsers.push(await openBrowser(room.phones[0]), await openBrowser(room.host))
  })

  after(async () => {
    simulated?.kill()
    await Promise.all(browsers.map((browser) => browser.close()))
    await server?.stop()
    room?.remove()
  })

  test('fifty phones that know the other address move there, with their identities', async (t) => {
    const [command, ...args] = room.phones[1].exec([process.execPath, SIMULATED_PHONES_PROGRAM, FIRST, path, String(SIMULATED_PHONES)])
    simulated = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    process.once('exit', () => simulated.kill())
    await firstLines(simulated, /voted/, 60_000)
    for (let n = 0; n < PAGES; n++) {
      const page = await open(browsers[0])
      await Promise.all([page.waitForResponse((answer) => new URL(answer.url()).pathname === '/resume'), page.goto(FIRST + path)])
      await page.locator('.link.ok').waitFor()
      await choose(page)
      if (n < PAGES - 1) {
        await page.locator('.foot .go').click()
        await page.locator('.counted').waitFor()
      }
      pages.push(page)
    }
    assert.equal(votes(), SIMULATED_PHONES + PAGES - 1)

    ip(room.host, 'address', 'delete', '10.77.0.1/24', 'dev', 'eth0')
    const began = Date.now()
    simulated.stdin.write('moved\n')
    const simulatedBack = firstLines(simulated, /back/, 60_000)
    const times = await Promise.all(
      pages.map(async (page, n) => {
        await page.waitForURL(`${SECOND}${path}`)
        await page.getByRole('heading', { name: 'Go on as the phone that was at 10.77.0.1?' }).waitFor()
        if (n === 0) await picture(page, 'phone-go-on')
        await page.getByRole('button', { name: 'Go on' }).click()
        await page.locator('.link.ok').waitFor()
        await page.locator(n < PAGES - 1 ? '.counted' : 'label.opt input:checked').waitFor({ state: 'attached' })
        return Date.now() - began
      }),
    )
    const outcome = JSON.parse((await simulatedBack).trim().split('\n').at(-1))
    t.diagnostic(`pages back after ${times.map((ms) => (ms / 1000).toFixed(1)).join(', ')} s; the last of ${SIMULATED_PHONES} others after ${(outcome.longest / 1000).toFixed(1)} s`)
    assert.deepEqual([outcome.back, outcome.votes], [SIMULATED_PHONES, SIMULATED_PHONES], 'each shows its own vote')
    assert.equal(await pages.at(-1).locator('label.opt input').nth(1).isChecked(), true, 'the unsent choice is still selected')
    assert.equal(votes(), SIMULATED_PHONES + PAGES - 1, 'nothing lost, nothing doubled')
    await pages.at(-1).locator('.foot .go').click()
    await pages.at(-1).locator('.counted').waitFor()
    assert.equal(votes(), SIMULATED_PHONES + PAGES)
    assert.equal(new URL(pages[0].url()).hash, '', 'the ticket does not stay in the address')
    assert.equal(ask('GET', '/api/console').doubtful, 0, 'no phone counts as a second voter')
  })

  test('phones that know no other address ask to scan again and can vote; the console shows how many may count twice', async () => {
    const consolePage = await open(browsers[1], windowSize)
    await consolePage.goto(server.hostLink)
    await consolePage.locator('.actions').waitFor()

    ip(room.host, 'address', 'delete', '10.78.0.1/24', 'dev', 'eth0')
    ip(room.host, 'address', 'add', '10.79.0.1/24', 'dev', 'eth0')
    for (const page of pages.slice(0, 2)) await page.locator('main').getByText('Scan the code on the screen again').waitFor()
    await picture(pages[0], 'phone-scan-again')
    await consolePage.getByText('10.79.0.1:4242').first().waitFor()

    const votesBefore = votes()
    for (const page of pages.slice(0, 3)) {
      await page.goto(THIRD + path)
      await choose(page)
      await page.locator('.foot .go').click()
      await page.locator('.counted').waitFor()
    }
    assert.equal(votes(), votesBefore + 3)
    await consolePage.getByText('3 people may count twice.').waitFor()
    await picture(consolePage, 'console-may-count-twice')

    ask('PATCH', `/api/polls/${poll.poll_code}`, { state: 'closed' })
    // Opened only once the next round has begun: in the first one its voters would stay.
    const begun = consolePage.waitForResponse((answer) => answer.request().method() === 'PATCH' && answer.ok())
    await consolePage.getByRole('button', { name: 'New round', exact: true }).click()
    await begun
    ask('PATCH', `/api/polls/${poll.poll_code}`, { state: 'open' })
    await consolePage.getByText('3 people may count twice.').waitFor({ state: 'detached' })
    assert.equal(ask('GET', '/api/console').doubtful, 0, 'a new round starts clean')
  })
})

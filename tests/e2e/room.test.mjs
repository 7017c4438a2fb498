// A host's computer and two phones, each with its own address in a network that is not localhost.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, picture, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { makeRoom, whyNoNamespaces } from './lib/netns.mjs'
import { readWithJsqr, readWithZbar } from './lib/qr.mjs'
import { startServer } from './lib/server.mjs'

const OPTIONS = ['By the sea', 'In the mountains', 'Stay at home']

// A text may be on a page twice, visible and in the live region for screen readers: hence `first()`.
describe('a room', { skip: whyNoNamespaces() ?? false }, () => {
  let room, server, host, ask
  const phones = []

  before(async () => {
    room = makeRoom(2)
    server = await startServer({ bind: '0.0.0.0:4242', exec: room.host.exec })
    ask = asHost(server, room.host)
    host = await openBrowser(room.host)
    phones.push(await openBrowser(room.phones[0]), await openBrowser(room.phones[1]))
  })

  after(async () => {
    await Promise.all([host, ...phones].map((browser) => browser?.close()))
    await server?.stop()
    room?.remove()
  })

  const createPoll = (more = {}) => ask('POST', '/create', { question: 'Where should we hold the next offsite?', options: OPTIONS, ...more })
  const phone = async (n, more = {}) => {
    const context = await phones[n].newContext({ ...phoneSize, ...more })
    context.setDefaultTimeout(10_000)
    return context.newPage()
  }
  const vote = async (page, option) => {
    await page.locator('label.opt', { hasText: option }).click()
    await page.getByRole('button', { name: 'Submit' }).click()
  }

  test('phones scan and vote, and the console shows the votes', async () => {
    const consolePage = await (await host.newContext(windowSize)).newPage()
    await consolePage.goto(server.hostLink)
    await consolePage.getByRole('textbox', { name: /question/i }).fill('Where should we hold the next offsite?')
    for (const [n, option] of OPTIONS.entries()) await consolePage.getByRole('textbox', { name: /option/i }).nth(n).fill(option)
    await consolePage.getByRole('button', { name: /start voting/i }).click()

    const qr = consolePage.locator('img[src*="/qr.svg"]').first()
    await qr.waitFor()
    const seen = await qr.screenshot()
    const link = readWithJsqr(seen)
    assert.match(link, /^HTTP:\/\/10\.77\.0\.1:4242\/M\/[0-9A-Z]{6}$/)
    assert.equal(readWithZbar(seen), link, 'two readers agree')

    const first = await phone(0)
    await first.goto(link)
    assert.equal(await first.evaluate(() => isSecureContext), false)
    await vote(first, 'In the mountains')
    await first.locator('.counted').waitFor()
    await consolePage.getByText(/1 voted/).first().waitFor()

    const second = await phone(1)
    await second.goto(link)
    const submittedAt = Date.now()
    await vote(second, 'By the sea')
    await first.getByText('50%').first().waitFor()
    await consolePage.getByText(/2 voted/).first().waitFor()
    assert.ok(Date.now() - submittedAt < 5_000)
    await picture(first, 'phone-counted')
    await picture(consolePage, 'console')

    await first.reload()
    await first.locator('.counted').waitFor()
  })

  test('a second vote from the same address is refused with the reason', async () => {
    const { poll_code } = createPoll()
    const link = `http://${room.host.address}:4242/poll/${poll_code}`
    const first = await phone(0)
    await first.goto(link)
    await vote(first, 'By the sea')
    await first.locator('.counted').waitFor()

    const again = await phone(0)
    await again.goto(link)
    await vote(again, 'By the sea')
    await again.getByText('Somebody on this network address has already voted').first().waitFor()
    await picture(again, 'phone-refused')
    assert.equal(ask('GET', `/api/polls/${poll_code}`).total_votes, 1)
  })

  test('a phone votes without JavaScript', async () => {
    const { poll_code } = createPoll({ fairness: 'device' })
    const page = await phone(0, { javaScriptEnabled: false })
    await page.goto(`http://${room.host.address}:4242/poll/${poll_code}`)
    await vote(page, 'Stay at home')
    await page.locator('.counted').waitFor()
    assert.equal(ask('GET', `/api/polls/${poll_code}`).options[2].vote_count, 1)
  })

  test('closing reaches every phone, and an unsent choice is not counted', async () => {
    const { poll_code } = createPoll()
    const page = await phone(0)
    await page.goto(`http://${room.host.address}:4242/poll/${poll_code}`)
    await page.locator('.link.ok').waitFor()
    await page.locator('label.opt', { hasText: 'Stay at home' }).click()
    ask('PATCH', `/api/polls/${poll_code}`, { state: 'closed' })
    await page.getByText('Voting has ended').first().waitFor()
    assert.equal(ask('GET', `/api/polls/${poll_code}`).total_votes, 0)
  })

  test('the console recounts a closed poll, and its list contains the phone\'s receipt', async () => {
    const { poll_code } = createPoll()
    const link = `http://${room.host.address}:4242/poll/${poll_code}`
    const consolePage = await (await host.newContext(windowSize)).newPage()
    await consolePage.goto(server.hostLink)
    await consolePage.getByText('0 votes').first().waitFor()

    const receipts = []
    for (const [n, option] of ['By the sea', 'In the mountains'].entries()) {
      const page = await phone(n)
      await page.goto(link)
      await vote(page, option)
      receipts.push((await page.locator('.counted small').textContent()).match(/[0-9A-Z]{8}/)[0])
    }
    ask('PATCH', `/api/polls/${poll_code}`, { state: 'closed' })
    await consolePage.getByText('2 votes = 2 in the options = 2 receipts').waitFor()
    await picture(consolePage, 'console-adds-up')

    await consolePage.getByText('2 votes = 2 in the options = 2 receipts').click()
    await consolePage.getByRole('button', { name: 'Receipts' }).focus()
    await consolePage.keyboard.press('Enter')
    const list = consolePage.getByRole('dialog', { name: 'Receipts' })
    await list.getByRole('textbox', { name: 'Type your receipt' }).fill(receipts[1].toLowerCase())
    await list.getByText('1 receipt found').waitFor()
    assert.equal(await list.locator('tbody tr').count(), 1)
    assert.match(await list.locator('tbody tr').textContent(), new RegExp(`${receipts[1]}\\s*In the mountains`))
    await picture(consolePage, 'console-receipts')

    const [file] = await Promise.all([consolePage.waitForEvent('download'), list.getByRole('link', { name: 'Download the list' }).click()])
    assert.equal(file.suggestedFilename(), `handsup-${poll_code}-receipts.csv`)
    await consolePage.keyboard.press('Escape')
    await list.waitFor({ state: 'detached' })
    assert.equal(await consolePage.evaluate(() => document.activeElement.textContent), 'Receipts', 'the focus returns')
  })

  test('hidden results stay hidden until the host reveals them', async () => {
    const { poll_code } = createPoll({ results: 'on_reveal' })
    const page = await phone(0)
    await page.goto(`http://${room.host.address}:4242/poll/${poll_code}`)
    await vote(page, 'By the sea')
    await page.getByText('Results appear when the host reveals them.').first().waitFor()
    assert.equal(await page.getByText('100%').count(), 0)
    ask('PATCH', `/api/polls/${poll_code}`, { revealed: true })
    await page.getByText('100%').first().waitFor()
  })

  test('a page with a wrong code has a field for another one', async () => {
    const { poll_code } = createPoll()
    const page = await phone(0)
    await page.goto(`http://${room.host.address}:4242/poll/ZZZZZZZZ`)
    await page.getByText('There is no poll with this code').first().waitFor()
    await picture(page, 'phone-not-found')
    await page.getByRole('textbox').first().fill(poll_code.toLowerCase())
    await page.getByRole('button', { name: 'Join' }).click()
    await page.getByRole('heading', { name: 'Where should we hold the next offsite?' }).waitFor()
  })

  test('when the host quits and restarts, phones show that, reconnect, and still show their vote', async () => {
    const { poll_code } = createPoll()
    const page = await phone(0)
    await page.goto(`http://${room.host.address}:4242/poll/${poll_code}`)
    await vote(page, 'By the sea')
    await page.locator('.counted').waitFor()
    await server.stop({ keep: true })
    await page.getByText('The host has ended the session').first().waitFor()
    server = await startServer({ bind: '0.0.0.0:4242', exec: room.host.exec, dataDir: server.data })
    ask = asHost(server, room.host)
    await page.locator('.link.ok').waitFor()
    await page.locator('.counted').waitFor()
    assert.equal(ask('GET', `/api/polls/${poll_code}`).total_votes, 1)
  })

  test('a phone sends requests to the host only', async () => {
    const { poll_code } = createPoll()
    const page = await phone(0)
    const elsewhere = []
    page.on('request', (request) => {
      if (new URL(request.url()).host !== `${room.host.address}:4242` && !request.url().startsWith('data:')) elsewhere.push(request.url())
    })
    await page.goto(`http://${room.host.address}:4242/poll/${poll_code}`)
    await page.locator('.link.ok').waitFor()
    assert.deepEqual(elsewhere, [])
  })
})

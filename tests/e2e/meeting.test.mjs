// A whole meeting under one join code: a host, a projector, five phones, eight polls of every kind, a timer, a second round. Two phones
// join late, one reloads, one loses its network. All of them show the same results, and the exports contain these.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { makeRoom, whyNoNamespaces } from './lib/netns.mjs'
import { startServer } from './lib/server.mjs'
import { until } from './lib/window.mjs'

describe('a meeting', { skip: whyNoNamespaces() ?? false }, () => {
  let room, server, host, ask, meeting, consolePage, projector
  const browsers = []
  const phones = []
  /** What the projector showed at the end of each round, in order. */
  const shown = []

  before(async () => {
    room = makeRoom(5)
    server = await startServer({ bind: '0.0.0.0:4242', exec: room.host.exec })
    ask = asHost(server, room.host)
    host = await openBrowser(room.host)
    for (const computer of room.phones) browsers.push(await openBrowser(computer))
    meeting = ask('POST', '/api/meetings', { name: 'Town hall' })
    const createDraft = (body) => ask('POST', '/create', { state: 'draft', ...body })
    createDraft({ question: 'Did you sleep well?', options: ['Yes', 'No', 'Abstain'] })
    createDraft({ question: 'Which topics?', options: ['Budget', 'Hiring', 'Office'], kind: 'multiple', max_choices: 2 })
    createDraft({ question: 'How was the quarter?', kind: 'rating', scale: 5, results: 'on_reveal' })
    createDraft({ question: 'Which planet is the largest?', options: ['Saturn', 'Jupiter'], correct: [1] })
    createDraft({ question: 'Would you recommend us?', kind: 'rating', scale: 10, results: 'after_vote' })
    createDraft({ question: 'Two or three days?', options: ['Mon', 'Tue', 'Wed', 'Thu'], kind: 'multiple', min_choices: 2, max_choices: 3 })
    createDraft({ question: 'Who speaks first?', options: ['Ada', 'Grace'], fairness: 'device', allow_change: true })
    createDraft({ question: 'One more evening?', options: ['Yes', 'No'], results: 'on_reveal', auto_reveal: true })
    consolePage = await openPage(host, windowSize, server.hostLink)
    projector = await openPage(host, { viewport: { width: 1280, height: 720 } }, `${server.url}/screen/${meeting.join_code}`)
  })

  after(async () => {
    await Promise.all([host, ...browsers].map((browser) => browser?.close()))
    await server?.stop()
    room?.remove()
  })

  const openPage = async (browser, size, address) => {
    const context = await browser.newContext(size)
    context.setDefaultTimeout(15_000)
    const page = await context.newPage()
    await page.goto(address)
    return page
  }
  /** Opens a phone's page; the server's start page leads to the meeting. */
  const joinMeeting = async (n) => {
    const page = await openPage(browsers[n], phoneSize, `http://${room.host.address}:4242/`)
    assert.match(page.url(), new RegExp(`/m/${meeting.join_code}$`))
    await page.locator('.link.ok').waitFor()
    phones[n] = page
  }
  /** Waits until the big button names this step and is enabled: it is disabled while a request is pending. */
  const offers = (step) => consolePage.getByRole('button', { name: new RegExp(`^${step}.*Space$`) }).click({ trial: true })
  /** Presses Page Down, as a presenter's remote does, and waits until the button names the step after it. */
  const next = async (step) => {
    await consolePage.keyboard.press('PageDown')
    await offers(step)
  }
  const vote = async (n, ...options) => {
    for (const option of options) await phones[n].locator('label.opt', { hasText: option }).click()
    await phones[n].getByRole('button', { name: 'Submit' }).click()
    await phones[n].locator('.counted').waitFor()
  }
  const waitOnAllPhones = (text) => Promise.all(phones.map((phone) => phone.getByText(text).first().waitFor()))
  const results = (n) => ask('GET', `/api/polls/${ask('GET', `/api/meetings/${meeting.join_code}`).polls[n].poll_code}`)
  /** Percentages as pages print them: without decimals when all are whole. */
  const sharesOf = (percentages) => {
    const digits = percentages.some((share) => share % 1 !== 0) ? 1 : 0
    const format = new Intl.NumberFormat('en', { style: 'percent', minimumFractionDigits: digits })
    return percentages.map((share) => format.format(share / 100))
  }
  /** Waits until the projector shows these final results of a poll, and records its figures to compare them with the exports. */
  const recordShown = async (n, { votes, leader, mean = null }) => {
    const { question } = results(n)
    await projector.getByRole('heading', { name: question }).waitFor()
    await projector.locator('.state').getByText(new RegExp(`^${votes} vote`)).first().waitFor()
    const { kind, options } = results(n)
    // Total and leader stay the same when a voter changes a vote, so they do not show that the last update has arrived.
    const isScale = kind === 'rating'
    if (!isScale) await projector.locator('.options li.lead', { hasText: leader }).waitFor()
    const counted = isScale ? options.map((option) => (option.vote_count ? `${option.vote_count}` : '')) : sharesOf(options.map((option) => option.percentage))
    let shares = []
    await until(`the projector to show ${counted}`, async () => {
      shares = await projector.locator(isScale ? '.histogram .value' : '.share > span').allInnerTexts()
      return shares.join() === counted.join()
    })
    if (mean) assert.equal(await projector.locator('.mean b').innerText(), mean)
    shown.push({ question, votes, shares, mean })
  }
  const counts = (n) => results(n).options.map((option) => option.vote_count)

  test('phones wait in the lobby, and then show the first question', async () => {
    await Promise.all([0, 1, 2].map(joinMeeting))
    await waitOnAllPhones('You’re in')
    await consolePage.getByText('3 phones').first().waitFor()
    await next('Open voting')
    await waitOnAllPhones('Did you sleep well?')
    await next('Close voting')
    await Promise.all([vote(0, 'Yes'), vote(1, 'Yes'), vote(2, 'No')])
    await offers('Close voting: 3 voted')
    await next('Next question')
    await waitOnAllPhones('Voting has ended')
    assert.deepEqual(counts(0), [2, 1, 0])
    await recordShown(0, { votes: 3, leader: 'Yes' })
  })

  test('a phone that joins late shows the current poll; a timer closes it', async () => {
    await next('Open voting')
    await next('Close voting')
    await joinMeeting(3)
    await phones[3].getByText('Which topics?').first().waitFor()
    await Promise.all([vote(0, 'Budget', 'Office'), vote(3, 'Office')])
    await phones[1].locator('label.opt', { hasText: 'Hiring' }).click()
    ask('PATCH', `/api/polls/${results(1).poll_code}`, { timer_seconds: 2 })
    await phones[1].locator('.timer').waitFor()
    await waitOnAllPhones('Voting has ended')
    await phones[1].getByText('was not sent in time').first().waitFor()
    await offers('Next question')
    assert.deepEqual(counts(1), [1, 0, 2])
    await recordShown(1, { votes: 2, leader: 'Office' })
  })

  test('hidden results stay hidden until a key reveals them on all screens; a reload changes nothing', async () => {
    await next('Open voting')
    await next('Close voting')
    await joinMeeting(4)
    await Promise.all([vote(0, '5'), vote(1, '4'), vote(2, '4'), vote(3, '3'), vote(4, '4')])
    await phones[0].reload()
    await phones[0].locator('.counted').waitFor()
    await next('Reveal results')
    for (const page of [projector, ...phones]) assert.equal(await page.getByText('on average').count(), 0)
    await next('Next question')
    await Promise.all(phones.map((phone) => phone.getByText('4.0 on average', { exact: true }).waitFor()))
    await recordShown(2, { votes: 5, leader: '4', mean: '4.0' })
  })

  test('after a second round the results of the first are still available', async () => {
    await consolePage.keyboard.press('n')
    await offers('Open voting')
    await next('Close voting')
    await Promise.all(phones.map((phone) => phone.getByText('Round 2').first().waitFor()))
    await Promise.all([vote(0, '2'), vote(1, '1')])
    await next('Reveal results')
    await next('Next question')
    await projector.locator('.mean b', { hasText: '1.5' }).waitFor()
    await recordShown(2, { votes: 2, leader: '1', mean: '1.5' })
    const rounds = ask('GET', `/api/polls/${results(2).poll_code}/rounds`)
    assert.deepEqual(rounds.map(({ total_votes, mean }) => [total_votes, mean]), [[5, 4], [2, 1.5]])
    await consolePage.getByText('Earlier rounds').click()
    await consolePage.getByRole('columnheader', { name: 'Round 1' }).waitFor()
  })

  test('a phone that was offline reconnects by itself; the right answer is shown last', async () => {
    await phones[4].context().setOffline(true)
    await next('Open voting')
    await next('Close voting')
    await Promise.all([vote(0, 'Saturn'), vote(1, 'Jupiter'), vote(2, 'Jupiter')])
    await phones[4].context().setOffline(false)
    await phones[4].getByText('Which planet is the largest?').first().waitFor()
    await vote(4, 'Jupiter')
    await next('Show the right answer')
    for (const page of [projector, ...phones]) assert.equal(await page.getByText('correct').count(), 0)
    await next('Next question')
    await waitOnAllPhones('correct')
    assert.deepEqual(counts(3), [1, 3])
    await projector.locator('.options li.right', { hasText: 'Jupiter' }).waitFor()
    await recordShown(3, { votes: 4, leader: 'Jupiter' })
  })

  test('results after the vote are shown to voters only; a ballot with too few choices cannot be sent', async () => {
    await next('Open voting')
    await next('Close voting')
    await Promise.all([vote(0, '9'), vote(1, '10')])
    await phones[0].locator('.histogram .line').waitFor()
    for (const page of [projector, phones[2]]) assert.equal(await page.getByText('on average').count(), 0)
    await next('Reveal results')
    await next('Next question')
    await Promise.all(phones.map((phone) => phone.getByText('9.5 on average', { exact: true }).waitFor()))
    await recordShown(4, { votes: 2, leader: '10', mean: '9.5' })
    await next('Open voting')
    await next('Close voting')
    await phones[0].locator('label.opt', { hasText: 'Mon' }).click()
    await phones[0].getByRole('button', { name: 'Submit 1 chosen: 1 more needed' }).waitFor()
    await Promise.all([vote(0, 'Tue', 'Wed'), vote(1, 'Tue', 'Wed', 'Thu'), vote(2, 'Tue', 'Thu')])
    await next('Next question')
    assert.deepEqual(counts(5), [1, 3, 2, 2])
    await recordShown(5, { votes: 3, leader: 'Tue' })
  })

  test('a changed vote counts once; a timer reveals the results', async () => {
    await next('Open voting')
    await next('Close voting')
    await Promise.all([vote(0, 'Ada'), vote(1, 'Ada'), vote(2, 'Grace')])
    await phones[0].getByRole('button', { name: /Change/ }).click()
    await vote(0, 'Grace')
    await next('Next question')
    assert.deepEqual(counts(6), [1, 2])
    await recordShown(6, { votes: 3, leader: 'Grace' })
    await next('Open voting')
    await next('Close voting')
    await Promise.all([0, 1, 2, 3, 4].map((n) => vote(n, n < 4 ? 'Yes' : 'No')))
    assert.equal(await projector.locator('.share').count(), 0)
    ask('PATCH', `/api/polls/${results(7).poll_code}`, { timer_seconds: 1 })
    await offers('New question')
    await recordShown(7, { votes: 5, leader: 'Yes' })
  })

  test('the exports contain what was shown', async () => {
    const figures = (question, { total_votes, percentages, vote_counts, mean }) =>
      ({ question, votes: total_votes, shares: mean === null ? sharesOf(percentages) : vote_counts.map((count) => (count ? `${count}` : '')), mean: mean?.toFixed(1) ?? null })
    const report = ask('GET', `/api/meetings/${meeting.join_code}/export?format=json`)
    assert.deepEqual(report.polls.flatMap(({ question, rounds }) => rounds.map((round) => figures(question, round))), shown)
    const page = await consolePage.context().newPage()
    await page.goto(`${server.url}/api/meetings/${meeting.join_code}/report`)
    // The first answer is a page whose script fetches a ticket and loads the report.
    await page.getByRole('button', { name: 'Print' }).waitFor()
    const printed = await page.locator('body').innerText()
    for (const { question, shares } of shown) for (const text of [question, ...shares]) assert.ok(printed.includes(text), `${question}: ${text}, in ${printed}`)
    await page.close()
  })

  test('a second console shows the same, and each shows the other’s actions', async () => {
    const second = await openPage(host, windowSize, server.hostLink)
    await second.getByRole('heading', { name: 'One more evening?' }).waitFor()
    await second.keyboard.press('b')
    await consolePage.getByText('The screen and the phones show nothing now.').waitFor()
    await waitOnAllPhones('You’re in')
    await consolePage.locator('.actions .go:enabled').waitFor()
    await consolePage.keyboard.press('b')
    await second.getByText('The screen and the phones show nothing now.').waitFor({ state: 'detached' })
    await second.close()
  })

  test('a deleted poll is restored; the meeting ends on all phones', async () => {
    const question = 'Did you sleep well?'
    await consolePage.getByLabel(`More about “${question}”`).click()
    await consolePage.getByRole('button', { name: 'Delete' }).click()
    await consolePage.getByRole('navigation').getByText(question).waitFor({ state: 'hidden' })
    await consolePage.getByRole('button', { name: /Undo/ }).click()
    await consolePage.getByRole('navigation').getByText(question).waitFor()
    assert.deepEqual(counts(0), [2, 1, 0])
    await consolePage.getByRole('button', { name: 'Meetings' }).click()
    await consolePage.getByRole('button', { name: 'End', exact: true }).click()
    await consolePage.getByRole('heading', { name: 'End the meeting for 5 phones?' }).waitFor()
    await consolePage.getByRole('button', { name: 'End the meeting' }).click()
    await consolePage.getByRole('heading', { name: 'The meeting has ended' }).waitFor()
    await waitOnAllPhones('The meeting has ended')
  })
})

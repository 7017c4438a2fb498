// A whole evening under one code: a host, five phones, polls of every kind, a timer, a second round.
// Two phones come late, one reloads, one loses its network: at the end everybody has seen the same.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { makeRoom, whyNot } from './lib/netns.mjs'
import { startServer } from './lib/server.mjs'

describe('a meeting', { skip: whyNot() ?? false }, () => {
  let room, server, host, ask, meeting, desk
  const browsers = []
  const phones = []

  before(async () => {
    room = makeRoom(5)
    server = await startServer({ bind: '0.0.0.0:4242', exec: room.host.exec })
    ask = asHost(server, room.host)
    host = await openBrowser(room.host)
    for (const place of room.phones) browsers.push(await openBrowser(place))
    meeting = ask('POST', '/api/meetings', { name: 'Town hall' })
    const write = (wish) => ask('POST', '/create', { state: 'draft', ...wish })
    write({ question: 'Did you sleep well?', options: ['Yes', 'No', 'Abstain'] })
    write({ question: 'Which topics?', options: ['Budget', 'Hiring', 'Office'], kind: 'multiple', max_choices: 2 })
    write({ question: 'How was the quarter?', kind: 'rating', scale: 5, results: 'on_reveal' })
    write({ question: 'Which planet is the largest?', options: ['Saturn', 'Jupiter'], correct: [1] })
    desk = await (await host.newContext(windowSize)).newPage()
    desk.setDefaultTimeout(15_000)
    await desk.goto(server.hostLink)
  })

  after(async () => {
    await Promise.all([host, ...browsers].map((browser) => browser?.close()))
    await server?.stop()
    room?.remove()
  })

  /** A phone comes by the evening's one code. */
  const arrive = async (n) => {
    const context = await browsers[n].newContext(phoneSize)
    context.setDefaultTimeout(15_000)
    const page = await context.newPage()
    await page.goto(`http://${room.host.address}:4242/`)
    assert.match(page.url(), new RegExp(`/m/${meeting.join_code}$`))
    await page.locator('.link.ok').waitFor()
    phones[n] = page
  }
  /** The big button says what the next press does, and lets itself be pressed: while an answer is on its way it does not. */
  const offers = (step) => desk.getByRole('button', { name: new RegExp(`^${step}.*Space$`) }).click({ trial: true })
  /** What a presenter's remote sends. */
  const next = async (step) => {
    await desk.keyboard.press('PageDown')
    await offers(step)
  }
  const vote = async (n, ...options) => {
    for (const option of options) await phones[n].locator('label.opt', { hasText: option }).click()
    await phones[n].getByRole('button', { name: 'Submit' }).click()
    await phones[n].locator('.counted').waitFor()
  }
  const all = (text) => Promise.all(phones.map((phone) => phone.getByText(text).first().waitFor()))
  const results = (n) => ask('GET', `/api/polls/${ask('GET', `/api/meetings/${meeting.join_code}`).polls[n].poll_code}`)
  const counts = (n) => results(n).options.map((option) => option.vote_count)

  test('phones wait in the lobby, and the first question comes to them', async () => {
    await Promise.all([0, 1, 2].map(arrive))
    await all('You’re in')
    await desk.getByText('3 phones').first().waitFor()
    await next('Open voting')
    await all('Did you sleep well?')
    await next('Close voting')
    await Promise.all([vote(0, 'Yes'), vote(1, 'Yes'), vote(2, 'No')])
    await offers('Close voting: 3 of 3')
    await next('Next question')
    await all('Voting has ended')
    assert.deepEqual(counts(0), [2, 1, 0])
  })

  test('who comes late is where everybody is; a timer ends the voting', async () => {
    await next('Open voting')
    await next('Close voting')
    await arrive(3)
    await phones[3].getByText('Which topics?').first().waitFor()
    await Promise.all([vote(0, 'Budget', 'Office'), vote(3, 'Office')])
    await phones[1].locator('label.opt', { hasText: 'Hiring' }).click()
    ask('PATCH', `/api/polls/${results(1).poll_code}`, { timer_seconds: 2 })
    await phones[1].locator('.timer').waitFor()
    await all('Voting has ended')
    await phones[1].getByText('was not sent in time').first().waitFor()
    await offers('Next question')
    assert.deepEqual(counts(1), [1, 0, 2])
  })

  test('hidden results stay hidden until one key reveals them to all; a reload changes nothing', async () => {
    await next('Open voting')
    await next('Close voting')
    await arrive(4)
    await Promise.all([vote(0, '5'), vote(1, '4'), vote(2, '4'), vote(3, '3'), vote(4, '4')])
    await phones[0].reload()
    await phones[0].locator('.counted').waitFor()
    await next('Reveal results')
    for (const phone of phones) assert.equal(await phone.locator('.mean').count(), 0)
    await next('Next question')
    await Promise.all(phones.map((phone) => phone.locator('.mean').waitFor()))
    for (const phone of phones) assert.equal(await phone.locator('.mean b').innerText(), '4.0')
  })

  test('run again: the first round is kept beside the second', async () => {
    await desk.keyboard.press('n')
    await offers('Open voting')
    await next('Close voting')
    await Promise.all(phones.map((phone) => phone.getByText('Round 2').first().waitFor()))
    await Promise.all([vote(0, '2'), vote(1, '1')])
    await next('Reveal results')
    await next('Next question')
    const rounds = ask('GET', `/api/polls/${results(2).poll_code}/rounds`)
    assert.deepEqual(rounds.map(({ total_votes, mean }) => [total_votes, mean]), [[5, 4], [2, 1.5]])
    await desk.getByText('Earlier rounds').click()
    await desk.getByRole('columnheader', { name: 'Round 1' }).waitFor()
  })

  test('a phone without network is back by itself; the right answer comes last', async () => {
    await phones[4].context().setOffline(true)
    await next('Open voting')
    await next('Close voting')
    await Promise.all([vote(0, 'Saturn'), vote(1, 'Jupiter'), vote(2, 'Jupiter')])
    await phones[4].context().setOffline(false)
    await phones[4].getByText('Which planet is the largest?').first().waitFor()
    await vote(4, 'Jupiter')
    await next('Show the right answer')
    for (const phone of phones) assert.equal(await phone.getByText('correct').count(), 0)
    await next('New question')
    await all('correct')
    assert.deepEqual(counts(3), [1, 3])
  })

  test('a second console shows the same, and what one does the other shows', async () => {
    const second = await (await host.newContext(windowSize)).newPage()
    second.setDefaultTimeout(15_000)
    await second.goto(server.hostLink)
    await second.getByRole('heading', { name: 'Which planet is the largest?' }).waitFor()
    await second.keyboard.press('b')
    await desk.getByText('The screen and the phones show nothing now.').waitFor()
    await all('You’re in')
    await desk.locator('.actions .go:enabled').waitFor()
    await desk.keyboard.press('b')
    await second.getByText('The screen and the phones show nothing now.').waitFor({ state: 'detached' })
    await second.close()
  })

  test('deleted and taken back; ended for everybody', async () => {
    const question = 'Did you sleep well?'
    await desk.getByLabel(`More about “${question}”`).click()
    await desk.getByRole('button', { name: 'Delete' }).click()
    await desk.getByRole('navigation').getByText(question).waitFor({ state: 'detached' })
    await desk.getByRole('button', { name: /Undo/ }).click()
    await desk.getByRole('navigation').getByText(question).waitFor()
    assert.deepEqual(counts(0), [2, 1, 0])
    await desk.getByRole('button', { name: 'Meetings' }).click()
    await desk.getByRole('button', { name: 'End', exact: true }).click()
    await all('The meeting has ended')
  })
})

// What stands beside the big button comes true: for each state of a poll, each rule, with and without bars, on stage and off it, the
// step is taken, and the sentence is compared with what the wall and phones show then.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { openBrowser, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { startServer } from './lib/server.mjs'

/** What each sentence promises of the room after the step; `before`: of the room before it. */
const PROMISES = {
  'All see the question, nobody votes yet': ({ shown, state, counts }) => shown && state === 'ready' && !counts.wall,
  'Phones vote; all see the counts': ({ shown, state, counts }) => shown && state === 'open' && counts.wall && counts.guests,
  'Phones vote; counts on phones only': ({ shown, state, counts }) => shown && state === 'open' && !counts.wall && counts.guests,
  'Phones vote; only you see the counts': ({ shown, state, counts }) => shown && state === 'open' && !counts.wall && !counts.voters,
  'Phones vote, then see the counts': ({ shown, state, counts }) => shown && state === 'open' && !counts.wall && !counts.guests && counts.voters,
  'The result stays on show': ({ shown, state, counts }) => shown && state === 'closed' && counts.wall,
  'The result stays on phones only': ({ shown, state, counts }) => shown && state === 'closed' && !counts.wall && counts.guests,
  'Phones that voted keep the counts': ({ shown, state, counts }) => shown && state === 'closed' && !counts.guests && counts.voters,
  'Only you see the result': ({ shown, state, counts }) => shown && state === 'closed' && !counts.wall && !counts.voters,
  'All see the result': ({ shown, state, counts }) => shown && state === 'closed' && counts.wall && counts.guests,
  'Only phones see the result': ({ shown, state, counts }) => shown && state === 'closed' && !counts.wall && counts.guests,
  'Phones that voted see the counts': ({ shown, state, counts }) => shown && state === 'closed' && !counts.guests && counts.voters,
  'All see the question; only you the result': ({ shown, state, counts }) => shown && state === 'closed' && !counts.wall && !counts.voters,
  'The screen does not change': ({ stage, before }) => stage.poll_code === before.stage.poll_code && stage.bars === before.stage.bars,
  'Nobody sees it before you start it': ({ stage, before }) => stage.seq === before.stage.seq,
  'All see the next question': ({ stage, before }) => stage.poll_code !== before.stage.poll_code,
}

const STATES = {
  draft: null,
  open: {},
  closed: { state: 'closed' },
  revealed: { state: 'closed', revealed: true },
  ready: { state: 'closed' },
}

const cases = ['live', 'on_reveal', 'after_vote'].flatMap((results) =>
  Object.keys(STATES).flatMap((state) =>
    [true, false].flatMap((isStaged) =>
      // A draft on stage is ready, and a poll off stage has no bars of its own.
      [true, false].filter(() => !(state === 'draft' && isStaged)).map((bars) => ({ results, state, isStaged, bars })),
    ),
  ),
)

describe('the sentence beside the big button', () => {
  let server, browser, ask, consolePage

  before(async () => {
    server = await startServer({ args: ['--vote-limit-per-minute', '0'] })
    ask = asHost(server)
    browser = await openBrowser()
    consolePage = await (await browser.newContext(windowSize)).newPage()
    consolePage.setDefaultTimeout(30_000)
    await consolePage.goto(server.hostLink)
    await consolePage.locator('header .chip.ok').waitFor()
  })

  after(async () => {
    await browser?.close()
    await server?.stop()
  })

  const change = ({ poll_code }, patch) => ask('PATCH', `/api/polls/${poll_code}`, patch)
  const resultsFor = async ({ poll_code }, token) =>
    (await fetch(`${server.url}/poll/${poll_code}/results`, { headers: { accept: 'application/json', 'x-browser-token': token } })).json()

  /** A poll in a meeting of its own, in the state of a case; the token of the phone that has voted, where one has. */
  function arrange({ results, state, isStaged, bars }, question) {
    const { join_code: meeting } = ask('POST', '/api/meetings', { name: 'Town hall' })
    const other = ask('POST', '/create', { meeting, question: 'Another?', options: ['Yes', 'No'] })
    change(other, { state: 'closed' })
    const body = { meeting, question, options: ['Yes', 'No'], results, fairness: 'device', state: 'draft' }
    const created = ask('POST', '/create', body)
    const token = randomUUID()
    if (STATES[state]) {
      change(created, { state: 'open' })
      const [{ id }] = ask('GET', `/api/polls/${created.poll_code}`).options
      ask('POST', `/poll/${created.poll_code}/vote`, { option_id: id, browser_token: token })
      change(created, STATES[state])
    }
    if (state === 'ready') change(created, { run_again: true })
    const stage = (body) => ask('PUT', `/api/meetings/${meeting}/stage`, body)
    stage({ poll_code: (isStaged ? created : other).poll_code })
    stage({ bars })
    return { meeting, poll: created, token }
  }

  /** What the wall and phones show of a poll; `stage`: the meeting's. */
  async function room({ meeting, poll, token }) {
    const stage = ask('GET', `/m/${meeting}/stage`)
    const [guest, voter] = [await resultsFor(poll, randomUUID()), await resultsFor(poll, token)]
    const shown = stage.view === 'poll' && stage.poll_code === poll.poll_code
    const { state } = ask('GET', `/api/polls/${poll.poll_code}`)
    const hasCounts = state === 'open' || state === 'closed'
    const [guests, voters] = [guest, voter].map(({ results_visible }) => hasCounts && results_visible === true)
    return { stage, shown, state, counts: { wall: shown && stage.bars && guests, guests, voters } }
  }

  for (const one of cases) {
    const { results, state, isStaged, bars } = one
    const name = `${results}, ${state}, ${isStaged ? 'on' : 'off'} stage, ${bars ? 'with' : 'without'} bars`
    test(`comes true: ${name}`, async () => {
      const arranged = arrange(one, `${name}?`)
      // A console that is open shows the composer of a meeting that begins.
      await consolePage.reload()
      await consolePage.locator('nav').getByText(`${name}?`).click()
      await consolePage.getByRole('heading', { name: `${name}?` }).waitFor()
      const before = await room(arranged)
      await consolePage.locator('.actions .go:enabled').waitFor()
      const sentence = await consolePage.locator('.actions .go .sees').textContent()
      assert.ok(PROMISES[sentence], `unknown: ${sentence}`)
      const answered = consolePage.waitForResponse((response) => response.request().method() !== 'GET')
      const isNew = sentence === 'Nobody sees it before you start it'
      await consolePage.keyboard.press('Space')
      if (isNew) {
        answered.catch(() => {})
        await consolePage.locator('form textarea').first().waitFor()
      } else await answered
      const now = await room(arranged)
      // A phone that is about to vote sees the counts once it has.
      if (sentence === 'Phones vote, then see the counts') {
        const [{ id }] = ask('GET', `/api/polls/${arranged.poll.poll_code}`).options
        ask('POST', `/poll/${arranged.poll.poll_code}/vote`, { option_id: id, browser_token: arranged.token })
        now.counts.voters = (await resultsFor(arranged.poll, arranged.token)).results_visible
      }
      assert.ok(PROMISES[sentence]({ ...now, before }), `“${sentence}”, but ${JSON.stringify({ ...now, before })}`)
    })
  }
})

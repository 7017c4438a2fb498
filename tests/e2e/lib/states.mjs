// Every page in each of its states, for the tests of accessibility and layout.
import { randomUUID } from 'node:crypto'
import { phoneSize, windowSize } from './browser.mjs'
import { tamper } from './database.mjs'

const QUESTION = 'Where should we hold the next offsite?'
const WIFI = { ssid: 'Town hall guests', password: 'see: you; "there"' }
const SIGN_IN_USER_AGENT = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148'
const OPTIONS = ['By the sea', 'In the mountains', 'Stay at home']

/**
 * The states, by name: each is a function that opens a page in that state. `servers.usual` is a server with polls; `servers.fresh`
 * has none, and guests may create them. The `entered` of each is the storage state of a browser with a host's session. `ask` sends a
 * request of the host to the usual server; `person(size)` opens a page in a new browser context.
 */
export function states({ servers, ask, person }) {
  const createPoll = (more = {}) => ask('POST', '/create', { question: QUESTION, options: OPTIONS, fairness: 'device', ...more })
  const createMeeting = () => ask('POST', '/api/meetings', { name: 'All hands' })
  const change = ({ poll_code }, patch) => ask('PATCH', `/api/polls/${poll_code}`, patch)
  const phone = async (path, server = servers.usual) => {
    const page = await person(phoneSize)
    await page.goto(`${server.url}${path}`)
    return page
  }
  const voter = async (poll) => {
    const page = await phone(`/poll/${poll.poll_code}`)
    await page.locator('.link.ok').waitFor()
    return page
  }
  const vote = async (page, which = 1) => {
    await page.locator('label.opt').nth(which).click()
    await page.locator('.foot .go').click()
  }
  const voted = async (poll, which) => {
    const page = await voter(poll)
    await vote(page, which)
    await page.locator('.counted').waitFor()
    return page
  }
  /** A phone whose network fails once its page works: requests are aborted and the socket is closed. `how`: `lost`; `offline`, of
   *  which the browser reports an event; or `quits`, where the server's goodbye arrives first. */
  const cutOff = async (path, how) => {
    const page = await person(phoneSize)
    let socket
    let isCutOff = false
    await page.routeWebSocket('**/socket.io/**', (route) => {
      if (isCutOff) return route.close()
      socket = route
      route.connectToServer()
    })
    const ready = page.waitForResponse((answer) => new URL(answer.url()).pathname === '/resume')
    await page.goto(`${servers.usual.url}${path}`)
    await page.locator('.link.ok').waitFor()
    await ready
    await page.locator('label.opt').first().click()
    isCutOff = true
    await page.route('**/*', (route) => route.abort())
    if (how === 'offline') await page.context().setOffline(true)
    if (how === 'quits') socket.send('42["host_closed",{"reason":"quit"}]')
    await socket.close()
    return page
  }
  const openConsole = async (server = servers.usual) => {
    const page = await person({ ...windowSize, storageState: server.hostStorage })
    await page.goto(server.url)
    await page.locator('main, .desk').first().waitFor()
    return page
  }
  /** Opens the console, which shows the poll on stage, and waits for the element `ready`. `_poll` is that poll: as an argument it is
   *  created before the console is opened. */
  const staged = async (_poll, ready) => {
    const page = await openConsole()
    await page.locator(ready).first().waitFor()
    return page
  }
  /** A poll that three phones have voted in. */
  const createPollWithVotes = (more = {}) => {
    const poll = createPoll(more)
    for (const which of [0, 1, 1])
      ask('POST', `/poll/${poll.poll_code}/vote`, { option_id: poll.options[which].id, browser_token: randomUUID() })
    return poll
  }
  /** For each kind whose ballots are no choice: what the host asks, and what three phones answer. `at`: the phone, from 0. */
  const KINDS = {
    grid: {
      asked: { kind: 'grid', labels: ['not at all', 'fully'] },
      answer: ({ options }, at) => ({ marks: Object.fromEntries(options.map(({ id }, row) => [id, ((at + row) % 5) + 1])) }),
    },
    ranking: {
      asked: { kind: 'ranking' },
      answer: ({ options }, at) => ({ ranking: options.map((_, place) => options[(place + (at >> 1)) % options.length].id) }),
    },
    points: {
      asked: { kind: 'points', budget: 10 },
      answer: ({ options }, at) => ({ points: { [options[0].id]: 4 + at, [options[1].id]: 6 - at } }),
    },
    number: {
      asked: { kind: 'number', options: undefined, from: 0, to: 1000, unit: 'km', right: 42, tolerance: 1 },
      answer: (_poll, at) => ({ number: `${41 + 2 * at}` }),
    },
    words: {
      asked: { kind: 'words', options: undefined },
      answer: (_poll, at) => ({ texts: ['Donaudampfschifffahrtsgesellschaft', ['Courage', 'courage', 'COURAGE'][at]] }),
    },
    text: {
      asked: { kind: 'text', options: undefined },
      answer: (_poll, at) => ({ texts: [`We should meet more often, and at ${at + 5} o’clock instead of at noon, when nobody is hungry.`] }),
    },
  }
  /** A poll of such a kind that three phones have answered. */
  const createAnswered = (kind) => {
    const { asked, answer } = KINDS[kind]
    const poll = createPoll(asked)
    for (const at of [0, 1, 2]) ask('POST', `/poll/${poll.poll_code}/vote`, { answer: answer(poll, at), browser_token: randomUUID() })
    return poll
  }
  /** The same, closed and with the right answer shown where there is one. */
  const createClosed = (kind) => {
    const poll = createAnswered(kind)
    change(poll, { state: 'closed' })
    if (poll.right) change(poll, { answer_shown: true })
    return poll
  }
  /** Every page with a poll of this kind. */
  const kindStates = (kind) => ({
    [`phone-${kind}`]: () => voter(createPoll(KINDS[kind].asked)),
    [`phone-${kind}-closed`]: () => voter(createClosed(kind)),
    [`phone-${kind}-refused-without-script`]: async () => {
      const page = await withoutScript(createPoll(KINDS[kind].asked))
      await page.locator('.foot .go').click()
      await page.locator('.notice.warn').waitFor()
      return page
    },
    [`console-${kind}`]: async () => {
      const page = await staged(createAnswered(kind), '.actions')
      if (kind === 'words' || kind === 'text') await page.locator('[data-row]').first().waitFor()
      // What is behind the bar of actions is no target.
      await page.locator('main').evaluate((main) => main.scrollTo(0, main.scrollHeight))
      return page
    },
    [`screen-${kind}`]: () => screen(createClosed(kind).meeting),
  })
  const withoutScript = async ({ poll_code }) => {
    const page = await person(phoneSize)
    await page.route('**/*.js', (route) => route.abort())
    await page.goto(`${servers.usual.url}/poll/${poll_code}`)
    return page
  }
  /** A meeting of `count` polls of every kind, some of them ready and one closed; returns the last. */
  const createAgenda = (count) => {
    const kinds = [createPoll, () => createPoll({ state: 'ready' }), () => createPoll({ kind: 'rating', options: undefined }), () => createPoll({ kind: 'multiple', max_choices: 2 })]
    const asked = Array.from({ length: count }, (_, n) => kinds[n % kinds.length]())
    change(asked[2], { state: 'closed' })
    return asked.at(-1)
  }
  /** Opens the console, and in it the dialog of a key. */
  const overlay = async (poll, key) => {
    const page = await staged(poll, '.actions')
    await page.keyboard.press(key)
    await page.locator('dialog[open]').waitFor()
    return page
  }
  const files = async () => {
    const page = await staged(createPollWithVotes(), '.actions')
    await page.locator('header .btn', { hasText: /^(Results|Ergebnisse)$/ }).click()
    await page.locator('dialog[open] h2').waitFor()
    return page
  }

  /** The console with the confirmation that ends the meeting. */
  const askToEnd = async () => {
    const page = await staged(createPollWithVotes(), '.actions')
    await page.locator('header .btn', { hasText: /^(Meetings|Sitzungen)$/ }).click()
    await page.locator('dialog[open] li .acts .btn').first().click()
    return page
  }

  const screen = async (join_code) => {
    const page = await person(windowSize)
    await page.goto(`${servers.usual.url}/screen/${join_code}`)
    await page.locator('h1').first().waitFor()
    return page
  }

  /** A meeting whose board has questions in these states, each of a phone of its own. */
  const createBoard = (...questionStates) => {
    const { meeting } = createPollWithVotes()
    ask('PATCH', `/api/meetings/${meeting}/board`, { board: 'open', moderation: 'off', names: true })
    for (const [at, state] of questionStates.entries()) {
      const asked = { text: `When do we move to the new office, and who carries crate ${at + 1}?`, name: 'Ana', browser_token: randomUUID() }
      ask('PATCH', `/api/questions/${ask('POST', `/m/${meeting}/questions`, asked).id}`, { state })
    }
    ask('PUT', `/api/meetings/${meeting}/stage`, { view: 'board' })
    return meeting
  }
  const consoleBoard = async () => {
    createBoard('held', 'pinned', 'open', 'open', 'answered', 'declined')
    const page = await openConsole()
    await page.locator('nav button[aria-current], nav .foot').first().waitFor()
    await page.getByRole('button', { name: /^(Questions from the room|Fragen aus dem Raum)/ }).click()
    await page.locator('[data-row]').first().waitFor()
    return page
  }

  /** The page of questions of a phone that has just asked one itself, and has pressed `tapped`. */
  /** The page of a meeting's moderators. */
  const moderator = async (meeting) => {
    const page = await person(phoneSize)
    await page.goto(ask('POST', `/api/meetings/${meeting}/moderator`, {}).url.replace(/^https?:\/\/[^/]+/, servers.usual.url))
    await page.locator('header .chip.ok').waitFor()
    await page.locator('main').waitFor()
    return page
  }
  const phoneBoard = async (meeting, tapped) => {
    const page = await phone(`/m/${meeting}/questions`)
    await page.locator('.link.ok').waitFor()
    await page.locator('#ask textarea').fill('Is there coffee, and for whom exactly is it?')
    await page.locator('#ask .go').click()
    await page.locator('#own li').waitFor()
    if (tapped) await page.locator(tapped).first().click()
    return page
  }

  const sheets = async (query) => {
    const page = await openConsole()
    await page.goto(`${servers.usual.url}/api/meetings/${createMeeting().join_code}/sheets${query}`)
    await page.locator('svg.qr').first().waitFor()
    return page
  }

  /** The console with these network settings; `later`: those that the server answers from the second request on. */
  const consoleWithNetwork = async (first, later = first) => {
    createPoll()
    const page = await person({ ...windowSize, storageState: servers.usual.hostStorage })
    const address = (network) => ({ ...network, base_url: network.address && `http://${network.address}`, by_settings: false })
    let isFirst = true
    await page.route('**/api/console', async (route) => {
      const consoleState = await (await route.fetch()).json()
      const network = address({ ...consoleState.network, ...(isFirst ? first : later) })
      isFirst = false
      await route.fulfill({ json: { ...consoleState, network } })
    })
    await page.goto(servers.usual.url)
    await page.locator('.actions').waitFor()
    return page
  }
  /** The console with a diagnosis of the connection that differs from the true one in `overrides`. The server's events are replaced, because only the app keeps its computer awake. */
  const consoleWithDiagnosis = async (overrides) => {
    const page = await person({ ...windowSize, storageState: servers.usual.hostStorage })
    let socket
    await page.routeWebSocket('**/socket.io/**', (route) => {
      // The console connects first, and then the wall in it.
      socket ??= route
      const host = route.connectToServer()
      host.onMessage((text) => String(text).startsWith('42["doctor"') || route.send(text))
    })
    createPoll()
    await page.goto(servers.usual.url)
    // Before the page is connected it would miss the event.
    await page.locator('header .chip.ok').waitFor()
    const diagnosis = ask('GET', '/api/doctor')
    socket.send(`42${JSON.stringify(['doctor', { ...diagnosis, ...overrides }])}`)
    await page.locator(`.light.${overrides.light}`).waitFor()
    return page
  }
  const candidate = (address, name, reason, more = {}) => ({ address, interface: name, reason, connected: true, verified: false, chosen: false, ...more })

  return {
    'phone-start': () => phone('/', servers.fresh),
    'phone-start-several-live': async () => {
      createPoll()
      createPoll({ state: 'ready' })
      return phone('/')
    },
    'phone-lobby': () => phone(`/m/${createMeeting().join_code}`),
    'phone-meeting-ended': () => {
      const { join_code } = createMeeting()
      ask('PATCH', `/api/meetings/${join_code}`, { ended: true })
      return phone(`/m/${join_code}`)
    },
    'phone-board': () => phoneBoard(createBoard('pinned', 'open', 'answered'), '#list [aria-pressed]'),
    'phone-board-reporting': () => phoneBoard(createBoard('open'), '#list summary'),
    'phone-board-empty': () => phone(`/m/${createBoard()}/questions`),
    'phone-board-closed': async () => {
      const meeting = createBoard('open', 'open')
      const page = await phoneBoard(meeting)
      await page.locator('#ask textarea').fill('Who pays for the train?')
      ask('PATCH', `/api/meetings/${meeting}/board`, { board: 'closed' })
      await page.locator('#ask button:disabled').waitFor()
      return page
    },
    'phone-board-without-script': async () => {
      const page = await person(phoneSize)
      await page.route('**/*.js', (route) => route.abort())
      await page.goto(`${servers.usual.url}/m/${createBoard('open', 'open')}/questions`)
      await page.locator('#ask textarea').fill('Who pays for the train?')
      await page.locator('#ask .go').click()
      await page.locator('#list').waitFor()
      return page
    },
    'moderator-board': () => moderator(createBoard('held', 'pinned', 'open', 'answered', 'declined')),
    'moderator-words': async () => {
      const page = await moderator(createAnswered('words').meeting)
      await page.getByRole('navigation').getByRole('button').last().click()
      await page.locator('[data-row]').first().waitFor()
      return page
    },
    'moderator-invalid': async () => {
      const page = await person(phoneSize)
      await page.goto(`${servers.usual.url}/m/${createBoard()}/moderate#key=00`)
      await page.getByRole('alert').waitFor()
      return page
    },
    'phone-waiting': () => voter(createPoll({ state: 'ready' })),
    'phone-voting': () => voter(createPoll()),
    'phone-voting-several': async () => {
      const page = await voter(createPoll({ kind: 'multiple', max_choices: 2 }))
      await page.locator('label.opt').nth(0).click()
      await page.locator('label.opt').nth(2).click()
      return page
    },
    'phone-incomplete': async () => {
      const page = await voter(createPoll())
      await page.locator('.foot .go').click()
      await page.locator('.go small').waitFor()
      return page
    },
    'phone-voting-peeking': async () => {
      const page = await voter(createPollWithVotes())
      await page.locator('summary').click()
      return page
    },
    'phone-counted': async () => voted(createPollWithVotes(), 0),
    'phone-counted-hidden': () => voted(createPoll({ results: 'on_reveal' })),
    'phone-counted-may-change': () => voted(createPoll({ allow_change: true })),
    'phone-changing': async () => {
      const page = await voted(createPoll({ allow_change: true }))
      await page.locator('.foot .btn').click()
      await page.locator('.foot .go').waitFor()
      return page
    },
    'phone-closed': async () => {
      const poll = createPollWithVotes()
      const page = await voted(poll, 2)
      change(poll, { state: 'closed' })
      await page.locator('.notice.calm').waitFor()
      return page
    },
    'phone-right': async () => {
      const poll = createPollWithVotes({ correct: [1] })
      const page = await voted(poll, 1)
      change(poll, { state: 'closed' })
      change(poll, { answer_shown: true })
      await page.locator('.personal.right').waitFor()
      await page.locator('.checked').waitFor()
      return page
    },
    'phone-my-votes': async () => {
      const page = await voted(createPoll())
      await page.locator('.my-votes summary').click()
      await page.locator('.my-votes li').waitFor()
      return page
    },
    'phone-closed-nobody-voted': async () => {
      const poll = createPoll()
      change(poll, { state: 'closed' })
      return voter(poll)
    },
    'phone-hidden': async () => {
      const poll = createPoll({ results: 'on_reveal' })
      change(poll, { state: 'closed' })
      return voter(poll)
    },
    'phone-rating': () => voter(createPoll({ kind: 'rating', options: undefined, scale: 10 })),
    'phone-rated': async () => voted(createPoll({ kind: 'rating', options: undefined }), 3),
    ...Object.assign({}, ...Object.keys(KINDS).map(kindStates)),
    'phone-timer': async () => {
      const poll = createPoll()
      change(poll, { timer_seconds: 3600 })
      return voter(poll)
    },
    'phone-answer': async () => {
      const poll = createPollWithVotes({ correct: [1] })
      change(poll, { state: 'closed' })
      change(poll, { answer_shown: true })
      return voter(poll)
    },
    'phone-second-round': async () => {
      const poll = createPollWithVotes()
      change(poll, { run_again: true })
      change(poll, { state: 'open' })
      return voter(poll)
    },
    'phone-refused': async () => {
      const poll = createPoll({ fairness: 'device_and_address' })
      await voted(poll)
      const page = await voter(poll)
      await vote(page, 2)
      await page.locator('.notice.warn').waitFor()
      return page
    },
    'phone-busy': async () => {
      const page = await voter(createPoll())
      await page.route('**/vote', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"code":"overloaded","status":503,"retry_after":50}' }))
      await vote(page)
      await page.locator('.notice.warn').waitFor()
      return page
    },
    'phone-without-script': () => withoutScript(createPoll()),
    'phone-reconnecting': async () => {
      const page = await cutOff(`/poll/${createPoll().poll_code}`, 'lost')
      await page.locator('.link.warn').waitFor()
      return page
    },
    'phone-unreachable': async () => {
      const page = await cutOff(`/poll/${createPoll().poll_code}`, 'lost')
      await page.locator('.notice.bad').waitFor()
      return page
    },
    'phone-offline': async () => {
      const page = await cutOff(`/poll/${createPoll().poll_code}`, 'offline')
      await page.locator('.notice.warn').waitFor()
      return page
    },
    'phone-host-quits': async () => {
      const page = await cutOff(`/poll/${createPoll().poll_code}`, 'quits')
      await page.locator('.notice.warn').waitFor()
      return page
    },
    'phone-sign-in-window': async () => {
      const page = await person({ ...phoneSize, userAgent: SIGN_IN_USER_AGENT })
      await page.goto(`${servers.usual.url}/poll/${createPoll().poll_code}`)
      await page.locator('.link.ok').waitFor()
      return page
    },
    'phone-remembers-nothing': async () => {
      const page = await person(phoneSize)
      await page.addInitScript(() => {
        Object.defineProperty(Document.prototype, 'cookie', { get: () => '', set: () => {} })
        Object.defineProperty(window, 'localStorage', { get: () => null })
      })
      await page.goto(`${servers.usual.url}/poll/${createPoll().poll_code}`)
      await page.locator('.notice.warn').waitFor()
      return page
    },
    'phone-no-cookies': async () => {
      const page = await withoutScript(createPoll())
      await page.context().clearCookies()
      await page.locator('label.opt').first().click()
      await page.locator('.foot .go').click()
      await page.locator('.notice.warn').waitFor()
      return page
    },
    'phone-no-such-poll': () => phone('/poll/ZZZZZZZZ'),
    'phone-wrong-link': () => phone('/host/enter#code=wrong'),
    'phone-share': () => phone(`/poll/${createPoll().poll_code}/share`),
    'console-first': () => openConsole(servers.fresh),
    'console-composing': async () => {
      const page = await staged(createPoll(), '.actions')
      await page.keyboard.press('a')
      await page.locator('textarea').first().fill(QUESTION)
      for (const [n, option] of OPTIONS.entries()) await page.locator('form input:not([type=checkbox]):not([type=radio])').nth(n).fill(option)
      await page.locator('.rules [role=switch]').first().click()
      return page
    },
    'console-ready': () => staged(createPoll({ state: 'ready' }), '.actions'),
    'console-open': async () => staged(createPollWithVotes(), '.actions'),
    'console-several': async () => staged(createPoll({ kind: 'multiple', max_choices: 2, results: 'after_vote' }), '.actions'),
    'console-shared-address': async () => {
      const page = await staged(createPollWithVotes({ fairness: 'device_and_address' }), '.actions')
      await page.locator('.notice.warn.offer').waitFor()
      return page
    },
    'console-counts-hidden': async () => {
      const page = await staged(createPollWithVotes(), '.actions')
      await page.keyboard.press('h')
      return page
    },
    'console-closed': async () => {
      const poll = createPollWithVotes({ results: 'on_reveal' })
      change(poll, { state: 'closed' })
      return staged(poll, '.tick')
    },
    'console-findings': async () => {
      const poll = createPollWithVotes()
      const pollId = `(select id from polls where poll_code = '${poll.poll_code}')`
      tamper(servers.usual, `update tallies set count = 3 where key = (select 'option ' || id from options where position = 0 and poll_id = ${pollId}); delete from votes where position = 4 and poll_id = ${pollId};`)
      change(poll, { state: 'closed' })
      return staged(poll, '.notice.bad li')
    },
    'console-receipts': async () => {
      const poll = createPollWithVotes()
      change(poll, { state: 'closed' })
      const page = await staged(poll, '.tick')
      await page.locator('.tick').click()
      await page.locator('.do .btn').nth(1).click()
      await page.locator('dialog tbody tr').first().waitFor()
      return page
    },
    'console-timer-and-note': async () => {
      const poll = createPollWithVotes({ note: 'Ask slowly, then wait.', results: 'on_reveal' })
      change(poll, { timer_seconds: 3600 })
      return staged(poll, '.timer')
    },
    'console-long-agenda': () => staged(createAgenda(24), '.actions'),
    'console-second-round': async () => {
      const poll = createPollWithVotes()
      change(poll, { run_again: true })
      change(poll, { state: 'open' })
      const page = await staged(poll, '.actions')
      await page.locator('main details summary').first().click()
      await page.locator('main table thead').last().waitFor()
      return page
    },
    'console-answer': async () => {
      const poll = createPollWithVotes({ correct: [1] })
      change(poll, { state: 'closed' })
      change(poll, { answer_shown: true })
      return staged(poll, '.tick')
    },
    'console-menu': async () => {
      const page = await staged(createPollWithVotes(), '.actions')
      await page.locator('nav details summary').first().click()
      return page
    },
    'console-rating-composed': async () => {
      const page = await staged(createPoll(), '.actions')
      await page.keyboard.press('a')
      await page.locator('.presets .chip').nth(3).click()
      await page.locator('details summary').first().click()
      return page
    },
    'console-edited': async () => {
      const poll = createPollWithVotes({ correct: [1] })
      const page = await staged(poll, '.actions')
      await page.locator('nav details').last().locator('summary').click()
      await page.locator('nav details[open] .menu button').first().click()
      await page.locator('form textarea').first().waitFor()
      return page
    },
    'console-meetings': async () => {
      createPoll()
      change(createPoll({ meeting: createMeeting().join_code }), { state: 'closed' })
      const page = await staged(createPollWithVotes(), '.actions')
      await page.locator('header .btn', { hasText: /^(Meetings|Sitzungen)$/ }).click()
      await page.locator('dialog[open] li').first().waitFor()
      return page
    },
    'console-end-asks': async () => {
      const page = await askToEnd()
      await page.locator('[role=alertdialog] .go').waitFor()
      return page
    },
    'console-ended': async () => {
      const page = await askToEnd()
      await page.locator('[role=alertdialog] .go').click()
      await page.locator('main .card h1').waitFor()
      return page
    },
    'console-still-open': async () => {
      createPollWithVotes()
      const later = createPoll({ state: 'draft' })
      const page = await staged(later, '.actions')
      await page.locator('nav button.poll').last().click()
      await page.locator('nav button.poll[aria-current]').last().waitFor()
      await page.locator('.actions .go').click()
      await page.locator('[role=alertdialog] .go').waitFor()
      return page
    },
    'console-asks-to-reopen': async () => {
      const poll = createPollWithVotes()
      change(poll, { state: 'closed' })
      const page = await staged(poll, '.actions')
      await page.keyboard.press('PageUp')
      await page.locator('[role=alertdialog] .go').waitFor()
      return page
    },
    'console-in-the-lobby': async () => {
      const page = await staged(createPollWithVotes(), '.actions')
      await page.locator('header [aria-pressed]').first().click()
      await page.locator('header [aria-pressed=true]').first().waitFor()
      return page
    },
    'console-files': files,
    'console-files-on-the-way': async () => {
      const page = await files()
      // A download that makes no progress.
      await page.evaluate(() => {
        window.fetch = async () => new Response(new ReadableStream({ start: (file) => file.enqueue(new TextEncoder().encode('64 100 0\n')) }))
      })
      await page.locator('dialog .row .btn').nth(1).click()
      await page.locator('dialog progress').waitFor()
      return page
    },
    'console-files-broken-off': async () => {
      const page = await files()
      await page.route('**/export?*', (route) => route.fulfill({ body: '64 100 9\nhalf a fi' }))
      await page.locator('dialog .row .btn').nth(1).click()
      await page.locator('dialog .bad').waitFor()
      return page
    },
    'report': async () => {
      createAgenda(8)
      const poll = createPollWithVotes({ correct: [1] })
      change(poll, { run_again: true })
      const page = await openConsole()
      await page.goto(`${servers.usual.url}/api/meetings/${poll.meeting}/report`)
      // The first answer is a page with a heading too, whose script fetches a ticket and loads the report.
      await page.getByRole('button', { name: /^(Print|Drucken)/ }).waitFor()
      return page
    },
    'screen-lobby': () => screen(createMeeting().join_code),
    'screen-board': () => screen(createBoard('open', 'open', 'open')),
    'screen-board-pinned': () => screen(createBoard('pinned', 'open')),
    'screen-board-empty': () => screen(createBoard()),
    'console-board': consoleBoard,
    'console-board-answering': async () => {
      const page = await consoleBoard()
      await page.getByRole('button', { name: /^(Reply|Antworten):/ }).first().click()
      await page.locator('[data-row] textarea').waitFor()
      return page
    },
    'screen-voting': () => screen(createPollWithVotes().meeting),
    'screen-hidden': () => screen(createPollWithVotes({ results: 'on_reveal' }).meeting),
    'screen-answer': () => {
      const poll = createPollWithVotes({ correct: [1] })
      change(poll, { state: 'closed' })
      change(poll, { answer_shown: true })
      return screen(poll.meeting)
    },
    'console-networks': async () => {
      const page = await consoleWithNetwork({
        address: '192.168.1.23:4242',
        local_name: 'handsup-2.local:4242',
        renamed: true,
        candidates: [
          candidate('192.168.1.23', 'wlan0', 'default_network', { verified: true, chosen: true }),
          candidate('10.20.0.7', 'eth0', 'other_private', { connected: false }),
          candidate('10.8.0.6', 'tun0', 'tunnel'),
          candidate('172.17.0.1', 'docker0', 'virtual_network'),
        ],
        others: [{ name: 'annas-laptop', address: '192.168.1.40:4242', screen_url: 'http://192.168.1.40:4242/screen' }],
      })
      await page.locator('aside select').waitFor()
      return page
    },
    'console-public-address': async () => {
      const page = await consoleWithNetwork({ address: '203.0.113.7:4242', trouble: 'public', candidates: [candidate('203.0.113.7', 'eth0', 'public', { chosen: true })] })
      await page.locator('aside .notice.warn').waitFor()
      return page
    },
    'console-this-computer-only': async () => {
      const page = await consoleWithNetwork({ address: '127.0.0.1:4242', trouble: 'loopback' })
      await page.locator('aside .notice.warn').waitFor()
      await page.keyboard.press('a')
      await page.locator('main .chip.warn').waitFor()
      return page
    },
    'console-no-network': async () => {
      const page = await consoleWithNetwork({ address: null, trouble: 'no_address', candidates: [candidate('169.254.3.4', 'wlan0', 'link_local')] })
      await page.locator('aside .notice.warn').waitFor()
      return page
    },
    'console-moved': async () => {
      const page = await consoleWithNetwork({ address: '192.168.1.23:4242' }, { address: '10.20.0.7:4242' })
      await page.locator('body .notice.warn').first().waitFor()
      return page
    },
    'console-keys': () => overlay(createPoll(), '?'),
    'console-palette': () => overlay(createPollWithVotes({ results: 'on_reveal' }), 'Control+k'),
    'console-preflight': async () => {
      const page = await staged(createPoll(), '.actions')
      await page.getByRole('button', { name: /^(Check|Prüfen)$/ }).click()
      await page.locator('dialog[open] li').first().waitFor()
      return page
    },
    'console-private': () => staged(createPollWithVotes({ results: 'on_reveal' }), '.private'),
    'console-qr': async () => {
      const page = await staged(createPoll(), '.actions')
      await page.locator('button:has(img[src*="/qr.svg"])').click()
      await page.locator('dialog[open]').waitFor()
      return page
    },
    'console-doctor': async () => {
      const page = await staged(createPoll(), '.light')
      await page.locator('.light').click()
      await page.locator('dialog[open] summary').click()
      await page.locator('dialog[open] code').first().waitFor()
      return page
    },
    'console-reached': () => consoleWithDiagnosis({ light: 'green', reason: 'reached', awake: true }),
    'console-slow': () => consoleWithDiagnosis({ light: 'amber', reason: 'slow', awake: true }),
    'console-wifi-form': async () => {
      const page = await staged(createPoll(), '.actions')
      await page.locator('aside .row .btn').last().click()
      await page.locator('dialog[open] input[name=ssid]').fill(WIFI.ssid)
      await page.locator('dialog[open] input[name=password]').fill('short')
      await page.locator('dialog[open] form .go').click()
      await page.locator('dialog[open] .bad').waitFor()
      return page
    },
    'sheets': () => sheets('?per=1'),
    // These states store a Wi-Fi, which stays stored for all that follow.
    'console-join-card': async () => {
      ask('PUT', '/api/wifi', WIFI)
      const page = await staged(createPoll(), '.actions')
      await page.locator('aside .row .btn').last().click()
      await page.locator('dialog[open] svg.qr').waitFor()
      return page
    },
    'screen-lobby-wifi': () => {
      ask('PUT', '/api/wifi', WIFI)
      return screen(createMeeting().join_code)
    },
    'sheets-wifi': () => {
      ask('PUT', '/api/wifi', WIFI)
      return sheets('?paper=letter&per=1')
    },
    'sheets-wifi-eight': () => {
      ask('PUT', '/api/wifi', WIFI)
      return sheets('?per=8')
    },
  }
}

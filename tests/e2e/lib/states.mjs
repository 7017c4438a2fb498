// Every page in each of its states, for the tests of accessibility and layout.
import { randomUUID } from 'node:crypto'
import { phoneSize, windowSize } from './browser.mjs'
import { tamper } from './database.mjs'

const QUESTION = 'Where should we hold the next offsite?'
const WIFI = { ssid: 'Town hall guests', password: 'see: you; "there"' }
const SIGN_IN_WINDOW = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148'
const OPTIONS = ['By the sea', 'In the mountains', 'Stay at home']

/**
 * The states, by name: each is a function that opens a page in that state. `servers.usual` is a server with polls; `servers.fresh`
 * has none, and guests may create them. The `entered` of each is the storage state of a browser with a host's session. `ask` sends a
 * request of the host to the usual server; `person(size)` opens a page in a new browser context.
 */
export function states({ servers, ask, person }) {
  const poll = (more = {}) => ask('POST', '/create', { question: QUESTION, options: OPTIONS, fairness: 'device', ...more })
  const meeting = () => ask('POST', '/api/meetings', { name: 'All hands' })
  const change = ({ poll_code }, patch) => ask('PATCH', `/api/polls/${poll_code}`, patch)
  const phone = async (path, server = servers.usual) => {
    const page = await person(phoneSize)
    await page.goto(`${server.url}${path}`)
    return page
  }
  const voter = async (made) => {
    const page = await phone(`/poll/${made.poll_code}`)
    await page.locator('.link.ok').waitFor()
    return page
  }
  const vote = async (page, which = 1) => {
    await page.locator('label.opt').nth(which).click()
    await page.locator('.foot .go').click()
  }
  const voted = async (made, which) => {
    const page = await voter(made)
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
    const page = await person({ ...windowSize, storageState: server.entered })
    await page.goto(server.url)
    await page.locator('main, .desk').first().waitFor()
    return page
  }
  const staged = async (made, ready) => {
    const page = await openConsole()
    await page.locator(ready).first().waitFor()
    return page
  }
  /** A poll that three phones have voted in. */
  const lively = (more = {}) => {
    const made = poll(more)
    for (const which of [0, 1, 1])
      ask('POST', `/poll/${made.poll_code}/vote`, { option_id: made.options[which].id, browser_token: randomUUID() })
    return made
  }
  /** A meeting of `count` polls of every kind, some of them ready and one closed; returns the last. */
  const agenda = (count) => {
    const kinds = [poll, () => poll({ state: 'ready' }), () => poll({ kind: 'rating', options: undefined }), () => poll({ kind: 'multiple', max_choices: 2 })]
    const asked = Array.from({ length: count }, (_, n) => kinds[n % kinds.length]())
    change(asked[2], { state: 'closed' })
    return asked.at(-1)
  }
  const overlay = async (made, key) => {
    const page = await staged(made, '.actions')
    await page.keyboard.press(key)
    await page.locator('dialog[open]').waitFor()
    return page
  }
  const files = async () => {
    const page = await staged(lively(), '.actions')
    await page.locator('header .btn', { hasText: /^(Results|Ergebnisse)$/ }).click()
    await page.locator('dialog[open] h2').waitFor()
    return page
  }

  const asksToEnd = async () => {
    const page = await staged(lively(), '.actions')
    await page.locator('header .btn').first().click()
    await page.locator('dialog[open] li .acts .btn').first().click()
    return page
  }

  const screen = async (join_code) => {
    const page = await person(windowSize)
    await page.goto(`${servers.usual.url}/screen/${join_code}`)
    await page.locator('h1').first().waitFor()
    return page
  }

  const sheets = async (query) => {
    const page = await openConsole()
    await page.goto(`${servers.usual.url}/api/meetings/${meeting().join_code}/sheets${query}`)
    await page.locator('svg.qr').first().waitFor()
    return page
  }

  /** The console with these network settings; `later`: those that the server answers from the second request on. */
  const networked = async (first, later = first) => {
    poll()
    const page = await person({ ...windowSize, storageState: servers.usual.entered })
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
  /** The console with this diagnosis of the connection. Its events are simulated, because only the app keeps its computer awake. */
  const diagnosed = async (found) => {
    const page = await person({ ...windowSize, storageState: servers.usual.entered })
    let socket
    await page.routeWebSocket('**/socket.io/**', (route) => {
      socket = route
      const host = route.connectToServer()
      host.onMessage((text) => String(text).startsWith('42["doctor"') || route.send(text))
    })
    poll()
    await page.goto(servers.usual.url)
    // Before the page is connected it would miss the event.
    await page.locator('header .chip.ok').waitFor()
    const diagnosis = ask('GET', '/api/doctor')
    socket.send(`42${JSON.stringify(['doctor', { ...diagnosis, ...found }])}`)
    await page.locator(`.light.${found.light}`).waitFor()
    return page
  }
  const nic = (address, name, reason, more = {}) => ({ address, interface: name, reason, connected: true, verified: false, chosen: false, ...more })

  return {
    'phone-start': () => phone('/', servers.fresh),
    'phone-start-several-live': async () => {
      poll()
      poll({ state: 'ready' })
      return phone('/')
    },
    'phone-lobby': () => phone(`/m/${meeting().join_code}`),
    'phone-meeting-ended': () => {
      const { join_code } = meeting()
      ask('PATCH', `/api/meetings/${join_code}`, { ended: true })
      return phone(`/m/${join_code}`)
    },
    'phone-waiting': () => voter(poll({ state: 'ready' })),
    'phone-voting': () => voter(poll()),
    'phone-voting-several': async () => {
      const page = await voter(poll({ kind: 'multiple', max_choices: 2 }))
      await page.locator('label.opt').nth(0).click()
      await page.locator('label.opt').nth(2).click()
      return page
    },
    'phone-voting-peeking': async () => {
      const page = await voter(lively())
      await page.locator('summary').click()
      return page
    },
    'phone-counted': async () => voted(lively(), 0),
    'phone-counted-hidden': () => voted(poll({ results: 'on_reveal' })),
    'phone-counted-may-change': () => voted(poll({ allow_change: true })),
    'phone-changing': async () => {
      const page = await voted(poll({ allow_change: true }))
      await page.locator('.foot .btn').click()
      await page.locator('.foot .go').waitFor()
      return page
    },
    'phone-closed': async () => {
      const made = lively()
      const page = await voted(made, 2)
      change(made, { state: 'closed' })
      await page.locator('.notice.calm').waitFor()
      return page
    },
    'phone-closed-nobody-voted': async () => {
      const made = poll()
      change(made, { state: 'closed' })
      return voter(made)
    },
    'phone-hidden': async () => {
      const made = poll({ results: 'on_reveal' })
      change(made, { state: 'closed' })
      return voter(made)
    },
    'phone-rating': () => voter(poll({ kind: 'rating', options: undefined, scale: 10 })),
    'phone-rated': async () => voted(poll({ kind: 'rating', options: undefined }), 3),
    'phone-timer': async () => {
      const made = poll()
      change(made, { timer_seconds: 3600 })
      return voter(made)
    },
    'phone-answer': async () => {
      const made = lively({ correct: [1] })
      change(made, { state: 'closed' })
      change(made, { answer_shown: true })
      return voter(made)
    },
    'phone-second-round': async () => {
      const made = lively()
      change(made, { run_again: true })
      change(made, { state: 'open' })
      return voter(made)
    },
    'phone-refused': async () => {
      const made = poll({ fairness: 'device_and_address' })
      await voted(made)
      const page = await voter(made)
      await vote(page, 2)
      await page.locator('.notice.warn').waitFor()
      return page
    },
    'phone-busy': async () => {
      const page = await voter(poll())
      await page.route('**/vote', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"code":"overloaded","status":503,"retry_after":50}' }))
      await vote(page)
      await page.locator('.notice.warn').waitFor()
      return page
    },
    'phone-without-script': async () => {
      const made = poll()
      const page = await person(phoneSize)
      await page.route('**/*.js', (route) => route.abort())
      await page.goto(`${servers.usual.url}/poll/${made.poll_code}`)
      return page
    },
    'phone-reconnecting': async () => {
      const page = await cutOff(`/poll/${poll().poll_code}`, 'lost')
      await page.locator('.link.warn').waitFor()
      return page
    },
    'phone-unreachable': async () => {
      const page = await cutOff(`/poll/${poll().poll_code}`, 'lost')
      await page.locator('.notice.bad').waitFor()
      return page
    },
    'phone-offline': async () => {
      const page = await cutOff(`/poll/${poll().poll_code}`, 'offline')
      await page.locator('.notice.warn').waitFor()
      return page
    },
    'phone-host-quits': async () => {
      const page = await cutOff(`/poll/${poll().poll_code}`, 'quits')
      await page.locator('.notice.warn').waitFor()
      return page
    },
    'phone-sign-in-window': async () => {
      const page = await person({ ...phoneSize, userAgent: SIGN_IN_WINDOW })
      await page.goto(`${servers.usual.url}/poll/${poll().poll_code}`)
      await page.locator('.link.ok').waitFor()
      return page
    },
    'phone-remembers-nothing': async () => {
      const page = await person(phoneSize)
      await page.addInitScript(() => {
        Object.defineProperty(Document.prototype, 'cookie', { get: () => '', set: () => {} })
        Object.defineProperty(window, 'localStorage', { get: () => null })
      })
      await page.goto(`${servers.usual.url}/poll/${poll().poll_code}`)
      await page.locator('.notice.warn').waitFor()
      return page
    },
    'phone-no-cookies': async () => {
      const page = await person(phoneSize)
      await page.route('**/*.js', (route) => route.abort())
      await page.goto(`${servers.usual.url}/poll/${poll().poll_code}`)
      await page.context().clearCookies()
      await page.locator('label.opt').first().click()
      await page.locator('.foot .go').click()
      await page.locator('.notice.warn').waitFor()
      return page
    },
    'phone-no-such-poll': () => phone('/poll/ZZZZZZZZ'),
    'phone-wrong-link': () => phone('/host/enter#code=wrong'),
    'phone-share': () => phone(`/poll/${poll().poll_code}/share`),
    'console-first': () => openConsole(servers.fresh),
    'console-composing': async () => {
      const page = await staged(poll(), '.actions')
      await page.keyboard.press('a')
      await page.locator('textarea').first().fill(QUESTION)
      for (const [n, option] of OPTIONS.entries()) await page.locator('form input:not([type=checkbox]):not([type=radio])').nth(n).fill(option)
      await page.locator('.rules [role=switch]').first().click()
      return page
    },
    'console-ready': () => staged(poll({ state: 'ready' }), '.actions'),
    'console-open': async () => staged(lively(), '.actions'),
    'console-several': async () => staged(poll({ kind: 'multiple', max_choices: 2, results: 'after_vote' }), '.actions'),
    'console-shared-address': async () => {
      const page = await staged(lively({ fairness: 'device_and_address' }), '.actions')
      await page.locator('.notice.warn.offer').waitFor()
      return page
    },
    'console-counts-hidden': async () => {
      const page = await staged(lively(), '.actions')
      await page.keyboard.press('h')
      return page
    },
    'console-closed': async () => {
      const made = lively({ results: 'on_reveal' })
      change(made, { state: 'closed' })
      return staged(made, '.tick')
    },
    'console-findings': async () => {
      const made = lively()
      const pollId = `(select id from polls where poll_code = '${made.poll_code}')`
      tamper(servers.usual, `update options set vote_count = 3 where position = 0 and poll_id = ${pollId}; delete from votes where position = 2 and poll_id = ${pollId};`)
      change(made, { state: 'closed' })
      return staged(made, '.notice.bad li')
    },
    'console-receipts': async () => {
      const made = lively()
      change(made, { state: 'closed' })
      const page = await staged(made, '.tick')
      await page.locator('.do .btn').nth(1).click()
      await page.locator('dialog tbody tr').first().waitFor()
      return page
    },
    'console-timer-and-note': async () => {
      const made = lively({ note: 'Ask slowly, then wait.', results: 'on_reveal' })
      change(made, { timer_seconds: 3600 })
      return staged(made, '.timer')
    },
    'console-long-agenda': () => staged(agenda(24), '.actions'),
    'console-second-round': async () => {
      const made = lively()
      change(made, { run_again: true })
      change(made, { state: 'open' })
      const page = await staged(made, '.actions')
      await page.locator('main details summary').first().click()
      await page.locator('main table thead').last().waitFor()
      return page
    },
    'console-answer': async () => {
      const made = lively({ correct: [1] })
      change(made, { state: 'closed' })
      change(made, { answer_shown: true })
      return staged(made, '.tick')
    },
    'console-menu': async () => {
      const page = await staged(lively(), '.actions')
      await page.locator('nav details summary').first().click()
      return page
    },
    'console-rating-composed': async () => {
      const page = await staged(poll(), '.actions')
      await page.keyboard.press('a')
      await page.locator('.presets .chip').last().click()
      await page.locator('details summary').first().click()
      return page
    },
    'console-edited': async () => {
      const made = lively({ correct: [1] })
      const page = await staged(made, '.actions')
      await page.locator('nav details').last().locator('summary').click()
      await page.locator('nav details[open] .menu button').first().click()
      await page.locator('form textarea').first().waitFor()
      return page
    },
    'console-meetings': async () => {
      poll()
      change(poll({ meeting: meeting().join_code }), { state: 'closed' })
      const page = await staged(lively(), '.actions')
      await page.locator('header .btn').first().click()
      await page.locator('dialog[open] li').first().waitFor()
      return page
    },
    'console-end-asks': async () => {
      const page = await asksToEnd()
      await page.locator('[role=alertdialog] .go').waitFor()
      return page
    },
    'console-ended': async () => {
      const page = await asksToEnd()
      await page.locator('[role=alertdialog] .go').click()
      await page.locator('main .card h1').waitFor()
      return page
    },
    'console-still-open': async () => {
      lively()
      const later = poll({ state: 'draft' })
      const page = await staged(later, '.actions')
      await page.locator('nav button.poll').last().click()
      await page.locator('nav button.poll[aria-current]').last().waitFor()
      await page.locator('.actions .go').click()
      await page.locator('[role=alertdialog] .go').waitFor()
      return page
    },
    'console-asks-to-reopen': async () => {
      const made = lively()
      change(made, { state: 'closed' })
      const page = await staged(made, '.actions')
      await page.keyboard.press('PageUp')
      await page.locator('[role=alertdialog] .go').waitFor()
      return page
    },
    'console-in-the-lobby': async () => {
      const page = await staged(lively(), '.actions')
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
      agenda(8)
      const made = lively({ correct: [1] })
      change(made, { run_again: true })
      const page = await openConsole()
      await page.goto(`${servers.usual.url}/api/meetings/${made.meeting}/report`)
      await page.locator('h1').waitFor()
      return page
    },
    'screen-lobby': () => screen(meeting().join_code),
    'screen-voting': () => screen(lively().meeting),
    'screen-hidden': () => screen(lively({ results: 'on_reveal' }).meeting),
    'screen-answer': () => {
      const made = lively({ correct: [1] })
      change(made, { state: 'closed' })
      change(made, { answer_shown: true })
      return screen(made.meeting)
    },
    'console-networks': async () => {
      const page = await networked({
        address: '192.168.1.23:4242',
        local_name: 'handsup-2.local:4242',
        renamed: true,
        candidates: [
          nic('192.168.1.23', 'wlan0', 'default_network', { verified: true, chosen: true }),
          nic('10.20.0.7', 'eth0', 'other_private', { connected: false }),
          nic('10.8.0.6', 'tun0', 'tunnel'),
          nic('172.17.0.1', 'docker0', 'virtual_network'),
        ],
        others: [{ name: 'annas-laptop', address: '192.168.1.40:4242', screen_url: 'http://192.168.1.40:4242/screen' }],
      })
      await page.locator('aside select').waitFor()
      return page
    },
    'console-public-address': async () => {
      const page = await networked({ address: '203.0.113.7:4242', trouble: 'public', candidates: [nic('203.0.113.7', 'eth0', 'public', { chosen: true })] })
      await page.locator('aside .notice.warn').waitFor()
      return page
    },
    'console-this-computer-only': async () => {
      const page = await networked({ address: '127.0.0.1:4242', trouble: 'loopback' })
      await page.locator('aside .notice.warn').waitFor()
      await page.keyboard.press('a')
      await page.locator('main .chip.warn').waitFor()
      return page
    },
    'console-no-network': async () => {
      const page = await networked({ address: null, trouble: 'no_address', candidates: [nic('169.254.3.4', 'wlan0', 'link_local')] })
      await page.locator('aside .notice.warn').waitFor()
      return page
    },
    'console-moved': async () => {
      const page = await networked({ address: '192.168.1.23:4242' }, { address: '10.20.0.7:4242' })
      await page.locator('body .notice.warn').first().waitFor()
      return page
    },
    'console-keys': () => overlay(poll(), '?'),
    'console-qr': async () => {
      const page = await staged(poll(), '.actions')
      await page.locator('button:has(img[src*="/qr.svg"])').click()
      await page.locator('dialog[open]').waitFor()
      return page
    },
    'console-doctor': async () => {
      const page = await staged(poll(), '.light')
      await page.locator('.light').click()
      await page.locator('dialog[open] summary').click()
      await page.locator('dialog[open] code').first().waitFor()
      return page
    },
    'console-reached': () => diagnosed({ light: 'green', reason: 'reached', awake: true }),
    'console-slow': () => diagnosed({ light: 'amber', reason: 'slow', awake: true }),
    'console-wifi-form': async () => {
      const page = await staged(poll(), '.actions')
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
      const page = await staged(poll(), '.actions')
      await page.locator('aside .row .btn').last().click()
      await page.locator('dialog[open] svg.qr').waitFor()
      return page
    },
    'screen-lobby-wifi': () => {
      ask('PUT', '/api/wifi', WIFI)
      return screen(meeting().join_code)
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

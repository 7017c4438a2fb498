// A phone with many IP addresses is one voter, by the MAC address of its network card in the server's neighbour table.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, picture, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { behindRouter, makeRoom, whyNoRouter, whyNoNamespaces } from './lib/netns.mjs'
import { startServer } from './lib/server.mjs'

const run = (computer, ...argv) => {
  const [command, ...args] = computer.exec(argv)
  return execFileSync(command, args, { encoding: 'utf8' })
}
const addAddress = (computer, address) => run(computer, 'ip', 'address', 'add', address, 'dev', 'eth0', ...(address.includes(':') ? ['nodad'] : []))
/** `n` addresses, numbered from 1. */
const numberedAddresses = (n, address) => Array.from({ length: n }, (_, at) => address(at + 1))

const LOCAL = numberedAddresses(40, (n) => `fd77::${n.toString(16)}:1`)
const GLOBAL = numberedAddresses(11, (n) => `2001:db8:77::${n.toString(16)}:1`)
const ALIASES = numberedAddresses(10, (n) => `10.77.0.${100 + n}`)

describe('a card with many addresses', { skip: whyNoNamespaces() ?? false }, () => {
  let room, server, ask

  before(async () => {
    room = makeRoom(2)
    for (const [n, computer] of [room.host, ...room.phones].entries()) {
      addAddress(computer, `fd77::${n + 1}/64`)
      addAddress(computer, `2001:db8:77::${n + 1}/64`)
    }
    for (const address of [...LOCAL, ...GLOBAL]) addAddress(room.phones[0], `${address}/64`)
    for (const address of ALIASES) addAddress(room.phones[0], `${address}/24`)
    server = await startServer({ bind: null, args: ['--port', '4242', '--vote-limit-per-minute', '0'], exec: room.host.exec })
    ask = asHost(server, room.host)
  })

  after(async () => {
    await server?.stop()
    room?.remove()
  })

  /** Sends a ballot of a new browser from this address of a computer; returns the answer with its status. */
  const castVote = (computer, from, poll, server = from.includes('2001:') ? '[2001:db8:77::1]' : from.includes(':') ? '[fd77::1]' : '10.77.0.1') => {
    const ballot = JSON.stringify({ option_id: poll.options[0].id, browser_token: randomUUID() })
    const answer = run(computer, 'curl', '--silent', '--max-time', '20', '--interface', from, '-w', '\n%{http_code}', '-H',
      'content-type: application/json', '-d', ballot, `http://${server}:4242/poll/${poll.poll_code}/vote`)
    const [body, status] = answer.split(/\n(?=\d+$)/)
    return { status: Number(status), ...JSON.parse(body) }
  }
  const total = (poll) => ask('GET', `/api/polls/${poll.poll_code}`).total_votes

  test('62 addresses of one phone have one vote, and another phone has its own', () => {
    const poll = ask('POST', '/create', { question: 'One card?', options: ['Yes', 'No'] })
    const [phone, other] = room.phones
    const answers = [...LOCAL, ...GLOBAL, ...ALIASES, phone.address].map((from) => castVote(phone, from, poll))
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
    assert.deepEqual([...new Set(answers.slice(1).map(({ code }) => code))], ['already_voted_address'])
    assert.equal(total(poll), 1)
    assert.equal(castVote(other, other.address, poll).status, 200)
    assert.equal(castVote(other, 'fd77::3', poll).code, 'already_voted_address')
    assert.equal(total(poll), 2)
  })

  test('the host’s own computer has one vote, from any of its addresses', () => {
    const poll = ask('POST', '/create', { question: 'And here?', options: ['Yes', 'No'] })
    assert.equal(castVote(room.host, '10.77.0.1', poll).status, 200)
    assert.equal(castVote(room.host, 'fd77::1', poll).code, 'already_voted_address')
  })

  test('under one vote per device the console reports the votes of one device’s addresses, and strikes all but the first', async () => {
    const poll = ask('POST', '/create', { question: 'Who is many?', options: ['Yes', 'No'], fairness: 'device' })
    const [phone, other] = room.phones
    const browsers = [await openBrowser(room.host), await openBrowser(other)]
    try {
      const consolePage = await (await browsers[0].newContext(windowSize)).newPage()
      const page = await (await browsers[1].newContext(phoneSize)).newPage()
      for (const one of [consolePage, page]) one.setDefaultTimeout(30_000)
      await consolePage.goto(server.hostLink)
      await page.goto(`http://10.77.0.1:4242/m/${poll.meeting}`)
      await page.locator('.link.ok').waitFor()
      await page.locator('label.opt').last().click()
      await page.locator('.foot .go').click()
      await page.locator('.counted').waitFor()
      const addresses = [...LOCAL.slice(0, 5), ...GLOBAL.slice(0, 3), ...ALIASES.slice(0, 3), phone.address]
      for (const from of addresses) assert.equal(castVote(phone, from, poll).status, 200, from)
      assert.equal(total(poll), 13)
      await page.getByText('13 voted').first().waitFor()
      await consolePage.getByText('Votes from one device’s addresses: 12.').waitFor()
      await picture(consolePage, 'console-one-device')
      await consolePage.getByRole('button', { name: 'Strike 11 votes' }).click()
      await consolePage.getByText('Votes from one device’s addresses').waitFor({ state: 'detached' })
      await page.getByText('2 voted').first().waitFor()
      assert.equal(total(poll), 2)
      ask('PATCH', `/api/polls/${poll.poll_code}`, { state: 'closed' })
      const recount = ask('GET', `/api/polls/${poll.poll_code}/recount`)
      assert.deepEqual([recount.votes, recount.struck, recount.findings], [2, 11, []])
    } finally {
      await Promise.all(browsers.map((browser) => browser.close()))
    }
  })

  test('the limit of connections applies to a card, not to each of its addresses', async () => {
    const LIMIT = 8
    const limited = await startServer({
      bind: null,
      args: ['--port', '4300', '--connections-per-address', String(LIMIT)],
      exec: room.host.exec,
    })
    // Each address sends one request, so that the server learns its card, and then keeps a connection open if it gets one.
    const script = `
      import { connect } from 'node:net'
      const request = (rest) => 'GET /healthz HTTP/1.1\\r\\nhost: 10.77.0.1\\r\\n' + rest + '\\r\\n'
      const open = (localAddress, rest, settled) => new Promise((resolve) => {
        const socket = connect({ host: '10.77.0.1', port: 4300, localAddress }, () => socket.write(request(rest)))
        settled(socket, resolve)
        socket.on('error', () => resolve(false))
      })
      const addresses = process.argv.slice(1)
      for (const address of addresses)
        await open(address, 'connection: close\\r\\n', (socket, resolve) => socket.resume().on('close', () => resolve(true)))
      const held = []
      for (const address of addresses)
        held.push(await open(address, '', (socket, resolve) => socket.on('data', () => resolve(true)).on('close', () => resolve(false))))
      console.log(held.filter(Boolean).length)
      process.exit(0)`
    const countHeld = (computer, addresses) => Number(run(computer, process.execPath, '--input-type=module', '-e', script, ...addresses))
    try {
      const [phone, other] = room.phones
      const held = countHeld(phone, [...ALIASES, phone.address])
      assert.ok(held > 0 && held <= LIMIT, `${held} connections`)
      assert.equal(countHeld(other, [other.address]), 1)
    } finally {
      await limited.stop()
    }
  })
})

describe('behind a router', { skip: whyNoNamespaces() ?? whyNoRouter() ?? false }, () => {
  let room, inner, server, ask, browser

  before(async () => {
    room = makeRoom(1)
    const [router] = room.phones
    inner = behindRouter(router)
    // IPv4 is translated and IPv6 is routed: the server cannot see the phone's card.
    addAddress(room.host, 'fd77::1/64')
    addAddress(router, 'fd77::2/64')
    run(router, 'ip', 'address', 'add', 'fd88::1/64', 'dev', 'lan0', 'nodad')
    run(router, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv6/conf/all/forwarding')
    addAddress(inner, 'fd88::2/64')
    run(inner, 'ip', '-6', 'route', 'add', 'default', 'via', 'fd88::1')
    run(room.host, 'ip', '-6', 'route', 'add', 'fd88::/64', 'via', 'fd77::2')
    server = await startServer({ bind: null, args: ['--port', '4242'], exec: room.host.exec })
    ask = asHost(server, room.host)
    browser = await openBrowser(inner)
  })

  after(async () => {
    await browser?.close()
    await server?.stop()
    inner?.remove()
    room?.remove()
  })

  for (const javaScriptEnabled of [true, false]) {
    test(`a ballot over IPv6 is refused with a link to the IPv4 page, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
      const poll = ask('POST', '/create', { question: 'Which way?', options: ['This', 'That'] })
      const context = await browser.newContext({ ...phoneSize, javaScriptEnabled })
      const page = await context.newPage()
      page.setDefaultTimeout(30_000)
      await page.goto(`http://[fd77::1]:4242/m/${poll.meeting}`)
      if (javaScriptEnabled) await page.locator('.link.ok').waitFor()
      await page.locator('label.opt').first().click()
      await page.locator('.foot .go').click()
      const link = page.locator('.notice.warn a')
      await link.waitFor()
      await picture(page, `phone-over-ipv6-${javaScriptEnabled ? 'script' : 'plain'}`)
      assert.equal(ask('GET', `/api/polls/${poll.poll_code}`).total_votes, 0)
      await link.click()
      await page.waitForURL(`http://10.77.0.1:4242/m/${poll.meeting}`)
      if (javaScriptEnabled) await page.locator('.link.ok').waitFor()
      await page.locator('label.opt').first().click()
      await page.locator('.foot .go').click()
      await page.locator('.counted').waitFor()
      assert.equal(ask('GET', `/api/polls/${poll.poll_code}`).total_votes, 1)
      await context.close()
    })
  }

  test('the notice of a form that was refused over IPv6 still has its link when the script has replaced the page', async () => {
    const poll = ask('POST', '/create', { question: 'Which way?', options: ['This', 'That'] })
    const context = await browser.newContext(phoneSize)
    const page = await context.newPage()
    page.setDefaultTimeout(30_000)
    const warnings = []
    page.on('console', (message) => message.type() === 'error' && warnings.push(message.text()))
    await page.route('**/assets/vote-*.js', (route) => route.abort())
    await page.goto(`http://[fd77::1]:4242/m/${poll.meeting}`)
    await page.locator('label.opt').first().click()
    await page.unroute('**/assets/vote-*.js')
    warnings.length = 0
    await page.locator('.foot .go').click()
    await page.locator('.link.ok').waitFor()
    assert.equal(await page.locator('.notice.warn a').getAttribute('href'), `http://10.77.0.1:4242/m/${poll.meeting}`)
    assert.deepEqual(warnings.filter((text) => text.includes('Content Security Policy')), [], 'browsers can parse the page’s content security policy')
    await context.close()
  })

  test('under one vote per device a ballot over IPv6 counts', async () => {
    const poll = ask('POST', '/create', { question: 'Any way?', options: ['This', 'That'], fairness: 'device' })
    const context = await browser.newContext(phoneSize)
    const page = await context.newPage()
    page.setDefaultTimeout(30_000)
    await page.goto(`http://[fd77::1]:4242/m/${poll.meeting}`)
    await page.locator('.link.ok').waitFor()
    await page.locator('label.opt').first().click()
    await page.locator('.foot .go').click()
    await page.locator('.counted').waitFor()
    await context.close()
  })
})

// How phones join: QR codes that cameras can read from afar, printed sheets, reconnecting after the host's computer has slept, and the
// light that shows the host whether phones reach the server.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, picture, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { makeRoom, whyNoNamespaces } from './lib/netns.mjs'
import { readWithJsqr, readWithZbar } from './lib/qr.mjs'
import { scratch } from './lib/scratch.mjs'
import { startServer } from './lib/server.mjs'

const OPTIONS = ['By the sea', 'In the mountains']
const ESCAPED_WIFI = { ssid: 'a\\b;c,d":ü', password: 'p;q:r,s\\"é✓' }
const folder = scratch('joining-')

/** A picture converted by ImageMagick. */
function convert(png, ...options) {
  const [from, to] = [join(folder, 'from.png'), join(folder, 'to.png')]
  writeFileSync(from, png)
  execFileSync('convert', [from, ...options, to])
  return readFileSync(to)
}

/** A QR code as a camera sees it from afar: 120 pixels wide, rotated, and blurred. */
const seenFromAfar = (png) => convert(png, '-background', 'white', '-alpha', 'remove', '-resize', '120x120', '-bordercolor', 'white', '-border', '20', '-rotate', '15', '-blur', '0x0.6')

/** Checks that both readers read this text. */
function assertRead(png, wanted, where) {
  for (const [reader, read] of [['jsQR', readWithJsqr], ['ZBar', readWithZbar]]) assert.equal(read(png), wanted, `${reader}, ${where}`)
}

/** Parses the text of a Wi-Fi code, as the description of the format has it: independently of the server's code. */
function parseWifi(text) {
  assert.match(text, /^WIFI:.*;;$/s)
  const fields = {}
  let at = 'WIFI:'.length
  while (text[at] !== ';') {
    const name = text[at]
    let value = ''
    for (at += 2; text[at] !== ';'; at++) {
      if (text[at] === '"') continue
      if (text[at] === '\\') at++
      value += text[at]
    }
    fields[name] = value
    at++
  }
  return fields
}

describe('how the room joins', () => {
  let server, browser, ask

  before(async () => {
    server = await startServer({ args: ['--advertise-ip', '127.0.0.1'] })
    ask = asHost(server)
    browser = await openBrowser()
  })

  after(async () => {
    await browser?.close()
    await server?.stop()
  })

  const createPoll = (more = {}) => ask('POST', '/create', { question: 'Where to?', options: OPTIONS, ...more })
  const open = async (path, more = {}) => {
    const context = await browser.newContext({ ...windowSize, ...more })
    context.setDefaultTimeout(10_000)
    const page = await context.newPage()
    await page.goto(server.hostLink)
    await page.waitForURL(`${server.url}/`)
    await page.goto(`${server.url}${path}`)
    return page
  }
  const joinCard = async (more) => {
    const page = await open('/', more)
    await page.getByRole('button', { name: 'Join card' }).click()
    await page.getByRole('dialog').waitFor()
    return page
  }

  test('a Wi-Fi that is entered in the console is shown on the projector, and its QR code has name and password', async () => {
    const { meeting } = createPoll()
    ask('PUT', `/api/meetings/${meeting}/stage`, { view: 'lobby' })
    const screen = await open(`/screen/${meeting}`)
    await screen.getByText('same Wi‑Fi as this screen').waitFor()
    const page = await joinCard()
    await page.getByLabel('Name of the Wi‑Fi').fill(ESCAPED_WIFI.ssid)
    await page.getByLabel('Password').fill(ESCAPED_WIFI.password)
    await page.getByRole('button', { name: 'Show it to the room' }).click()
    await screen.getByText('Join this Wi‑Fi').waitFor()
    await screen.getByText(ESCAPED_WIFI.password).waitFor()
    const code = page.getByRole('dialog').getByRole('img', { name: 'QR code of the Wi‑Fi' })
    for (const [where, seen] of [['card', code], ['wall', screen.getByRole('img', { name: 'QR code of the Wi‑Fi' })]])
      for (const [reader, read] of [['jsQR', readWithJsqr], ['ZBar', readWithZbar]]) {
        const { T, S, P } = parseWifi(read(convert(await seen.screenshot(), '-bordercolor', 'white', '-border', '20')))
        assert.deepEqual([T, S, P], ['WPA', ESCAPED_WIFI.ssid, ESCAPED_WIFI.password], `${reader}, ${where}`)
      }
  })

  test('QR codes are readable at 120 pixels, rotated and blurred, in light and dark, from console, projector and paper', async () => {
    const { meeting } = createPoll()
    ask('PUT', '/api/wifi', { ssid: 'Lobby', password: 'guest1234' })
    ask('PUT', `/api/meetings/${meeting}/stage`, { view: 'lobby' })
    const link = `${server.url}/m/${meeting}`.toUpperCase()
    const codes = [[/voting page|this meeting/, link], [/of the Wi‑Fi/, 'WIFI:T:WPA;S:Lobby;P:guest1234;;']]
    for (const colorScheme of ['light', 'dark']) {
      const shown = {
        console: (await joinCard({ colorScheme })).getByRole('dialog'),
        wall: (await open(`/screen/${meeting}`, { colorScheme })).locator('main'),
        sheet: (await open(`/api/meetings/${meeting}/sheets`, { colorScheme })).locator('main'),
        table: (await open(`/api/meetings/${meeting}/sheets?per=8`, { colorScheme, deviceScaleFactor: 2 })).locator('article').first(),
      }
      for (const [where, container] of Object.entries(shown))
        for (const [name, wanted] of codes) {
          const seen = await container.getByRole('img', { name }).screenshot()
          assertRead(seenFromAfar(seen), wanted, `${where}, ${colorScheme}`)
        }
    }
  })

  test('one or eight sheets fit one page of A4 or Letter, in both languages', async () => {
    const { meeting } = createPoll()
    ask('PUT', '/api/wifi', { ssid: 'Town hall guests', password: 'see: you; "there"' })
    for (const [paper, width, height] of [['a4', 594.96, 841.92], ['letter', 612, 792]])
      for (const [per, lang] of [[1, 'en'], [8, 'de']]) {
        const page = await open(`/api/meetings/${meeting}/sheets?paper=${paper}&per=${per}&lang=${lang}`)
        // A navigation sends the cookie only; the page that refuses it loads the sheets with a ticket.
        await page.locator('article').first().waitFor()
        assert.equal(await page.locator('article').count(), per)
        const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true })
        const text = pdf.toString('latin1')
        assert.equal(text.match(/\/Type\s*\/Page\b/g).length, 1, `${paper}, ${per}: one page`)
        const [, w, h] = text.match(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/)
        assert.ok(Math.abs(w - width) < 1.5 && Math.abs(h - height) < 1.5, `${paper}, ${per}: ${w} × ${h}`)
        await page.emulateMedia({ media: 'print' })
        const cut = await page.evaluate(() =>
          [...document.querySelectorAll('article, article li')].filter((box) => box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1).length)
        assert.equal(cut, 0, `${paper}, ${per}: everything is on the paper`)
        await page.setViewportSize({ width: 820, height: 1130 })
        await picture(page, `sheet-${paper}-${per}-${lang}`)
      }
  })

  test('phones reconnect by themselves after the host’s computer has slept', async () => {
    const poll = createPoll()
    const phone = await open(`/poll/${poll.poll_code}`, phoneSize)
    await phone.locator('.link.ok').waitFor()
    server.signal('SIGSTOP')
    await phone.locator('.link:not(.ok)').waitFor({ timeout: 60_000 })
    server.signal('SIGCONT')
    await phone.locator('.link.ok').waitFor({ timeout: 30_000 })
    await phone.locator('label.opt').first().click()
    await phone.getByRole('button', { name: 'Submit' }).click()
    await phone.locator('.counted').waitFor()
  })
})

describe('the connection light', { skip: whyNoNamespaces() ?? false }, () => {
  let room, server, ask
  const browsers = []

  before(async () => {
    room = makeRoom(1)
    server = await startServer({ bind: '0.0.0.0:0', exec: room.host.exec })
    ask = asHost(server, room.host)
    browsers.push(await openBrowser(room.host), await openBrowser(room.phones[0]))
  })

  after(async () => {
    await Promise.all(browsers.map((browser) => browser.close()))
    await server?.stop()
    room?.remove()
  })

  test('it is amber at first, red after a minute without a phone, and green with the first phone', async () => {
    const { meeting } = ask('POST', '/create', { question: 'Where to?', options: OPTIONS })
    const [hosts, phones] = browsers
    const console = await hosts.newPage(windowSize)
    await console.goto(server.hostLink)
    const light = console.locator('.light')
    await light.getByText('No phone has come yet').waitFor()
    assert.match(await light.getAttribute('class'), /amber/)
    await light.click()
    const dialog = console.getByRole('dialog')
    await dialog.getByText('Waiting for a phone…').waitFor()
    await picture(console, 'doctor-amber')
    await dialog.getByText('Nobody comes through').waitFor({ timeout: 90_000 })
    assert.match(await light.getAttribute('class'), /red/)
    const reasons = await dialog.locator('ol > li > b').allTextContents()
    assert.deepEqual(reasons, ['The phone is in another network', 'The Wi‑Fi keeps its guests apart', 'A firewall on this computer', 'A VPN on this computer'])
    assert.equal(await dialog.locator('code').first().textContent(), `sudo ufw allow ${server.port}/tcp`)
    assert.match(await dialog.locator('blockquote').textContent(), new RegExp(`${room.host.address}:${server.port}.*port ${server.port}.*client isolation`, 's'))
    await picture(console, 'doctor-red')
    const phone = await phones.newPage(phoneSize)
    await phone.goto(`http://${room.host.address}:${server.port}/m/${meeting}`)
    await dialog.getByText('A phone has reached this computer.').waitFor()
    assert.match(await light.getAttribute('class'), /green/)
    await dialog.locator('tr.came', { hasText: room.host.address }).waitFor()
    await dialog.getByText(/^Phones answer within \d+ ms \(median; 1 of 1/).waitFor({ timeout: 30_000 })
    await picture(console, 'doctor-green')
  })
})

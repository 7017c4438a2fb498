// The advertised address: which one the QR code has, what happens when the network changes, and the computer's mDNS name. Interfaces,
// a bridge and tunnels are real, in network namespaces; another computer resolves names with Avahi.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { after, before, describe, test } from 'node:test'
import { startAvahi } from './lib/avahi.mjs'
import { openBrowser, phoneSize, picture, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { makeRoom, whyNoNamespaces } from './lib/netns.mjs'
import { readWithJsqr, readWithZbar } from './lib/qr.mjs'
import { startServer } from './lib/server.mjs'
import { until } from './lib/window.mjs'

const OPTIONS = ['By the sea', 'In the mountains', 'Stay at home']
/** Milliseconds in which a change of the network has to be shown on every screen: many, because machines may be slow. */
const CHANGE_TIMEOUT_MS = 30_000
const VARIANTS = [['en-GB', 'light'], ['de-DE', 'dark']]

const skip = whyNoNamespaces() ?? false

/** `ip` inside a namespace. */
const ip = (computer, ...args) => execFileSync('ip', ['-n', computer.name, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })

/** The console in both languages and colour schemes. `en` is the English one; `savePictures` saves a picture of each. */
async function openConsoles(browser, server) {
  const pages = []
  for (const [locale, colorScheme] of VARIANTS) {
    const context = await browser.newContext({ ...windowSize, locale, colorScheme, reducedMotion: 'reduce' })
    context.setDefaultTimeout(20_000)
    const page = await context.newPage()
    await page.goto(server.hostLink)
    pages.push(page)
  }
  const [en] = pages
  return { en, savePictures: (name) => Promise.all(pages.map((page, n) => picture(page, `address-${name}-${VARIANTS[n].join('-')}`))) }
}

/** The URL in the console's QR code, which both readers have to agree on. */
async function scan(page) {
  const qr = page.locator('aside img[src*="/qr.svg"]')
  await qr.waitFor()
  const seen = await qr.screenshot()
  const link = readWithJsqr(seen)
  assert.equal(readWithZbar(seen), link, 'two readers agree')
  return link
}

describe('a computer with many addresses', { skip }, () => {
  let room, server, ask, browser

  before(async () => {
    room = makeRoom(1)
    // eth0 is in the room's network. Beside it are the interfaces of Docker and of two VPNs, one of them with the default route, and
    // a second cable into another network.
    ip(room.host, 'link', 'add', 'docker0', 'type', 'bridge')
    for (const vpn of ['tun0', 'wg0']) ip(room.host, 'tuntap', 'add', vpn, 'mode', 'tun')
    ip(room.host, 'link', 'add', 'eth1', 'type', 'veth', 'peer', 'name', 'vethc0ffee')
    ip(room.host, 'link', 'set', 'vethc0ffee', 'master', 'docker0')
    for (const [nic, address] of [['docker0', '172.17.0.1/16'], ['tun0', '10.8.0.6/24'], ['wg0', '10.0.0.2/24'], ['eth1', '10.20.0.7/16']]) {
      ip(room.host, 'address', 'add', address, 'dev', nic)
      ip(room.host, 'link', 'set', nic, 'up')
    }
    ip(room.host, 'link', 'set', 'vethc0ffee', 'up')
    ip(room.host, 'route', 'add', 'default', 'dev', 'tun0')
    server = await startServer({ bind: '0.0.0.0:4242', exec: room.host.exec })
    ask = asHost(server, room.host)
    browser = await openBrowser(room.host)
    ask('POST', '/create', { question: 'Where should we hold the next offsite?', options: OPTIONS })
  })

  after(async () => {
    await browser?.close()
    await server?.stop()
    room?.remove()
  })

  const advertised = () => ask('GET', '/api/network').address

  test('advertises the address in the room’s network, and lists the others with their reasons', async () => {
    const network = ask('GET', '/api/network')
    assert.equal(network.address, '10.77.0.1:4242')
    assert.equal(network.trouble, null)
    const listed = network.candidates.map(({ address, interface: nic, reason }) => `${address} ${nic} ${reason}`)
    assert.deepEqual(listed.slice(0, 2).sort(), ['10.20.0.7 eth1 other_private', '10.77.0.1 eth0 other_private'])
    assert.deepEqual(listed.slice(2).sort(), ['10.0.0.2 wg0 tunnel', '10.8.0.6 tun0 tunnel', '172.17.0.1 docker0 virtual_network'])
  })

  test('a phone scans, joins and votes, and the address is verified', async (t) => {
    const consoles = await openConsoles(browser, server)
    const link = await scan(consoles.en)
    assert.match(link, /^HTTP:\/\/10\.77\.0\.1:4242\/M\/[0-9A-Z]{6}$/)
    assert.equal(ask('GET', '/api/network').candidates.some(({ verified }) => verified), false, 'requests of this computer itself do not verify an address')

    const phones = await openBrowser(room.phones[0])
    t.after(() => phones.close())
    const phone = await (await phones.newContext(phoneSize)).newPage()
    await phone.goto(link)
    await phone.locator('label.opt', { hasText: 'By the sea' }).click()
    await phone.getByRole('button', { name: 'Submit' }).click()
    await phone.locator('.counted').waitFor()
    await consoles.en.getByText('Verified: somebody has come in by this address.').waitFor()
    const verified = ask('GET', '/api/network').candidates.filter(({ verified }) => verified)
    assert.deepEqual(verified.map(({ address }) => address), ['10.77.0.1'])
    await consoles.savePictures('verified')
    const list = consoles.en.getByRole('combobox', { name: 'Address for phones' })
    assert.match(await list.locator('option').nth(0).textContent(), /^Choose by itself · 10\.77\.0\.1 .*verified ✓$/)
    await list.evaluate((list) => (list.size = list.options.length))
    await picture(consoles.en, 'address-candidates')
  })

  test('a chosen address is stored for its network only', async () => {
    const page = (await openConsoles(browser, server)).en
    await page.getByRole('combobox', { name: 'Address for phones' }).selectOption('10.20.0.7')
    await until('the QR code has the other address', async () => (await scan(page)).startsWith('HTTP://10.20.0.7:4242/'))
    assert.equal(await page.getByText('The address has changed').count(), 0, 'no notice about the host’s own choice')
    await server.stop({ keep: true })
    server = await startServer({ bind: '0.0.0.0:4242', exec: room.host.exec, dataDir: server.data })
    ask = asHost(server, room.host)
    assert.equal(advertised(), '10.20.0.7:4242')
    assert.equal(ask('GET', '/api/network').by_host, true)

    ip(room.host, 'address', 'delete', '10.20.0.7/16', 'dev', 'eth1')
    await until('the other cable is out', () => advertised() === '10.77.0.1:4242', CHANGE_TIMEOUT_MS)
    ip(room.host, 'address', 'add', '10.20.0.99/16', 'dev', 'eth1')
    await until('the cable is back, with another address', () => advertised() === '10.20.0.99:4242', CHANGE_TIMEOUT_MS)
    assert.equal(ask('PUT', '/api/network', { address: null }).address, '10.20.0.99:4242', 'the advertised address stays while it is valid')
    assert.equal(ask('GET', '/api/network').by_host, false)
  })

  test('--advertise-ip takes precedence', async () => {
    const named = await startServer({ bind: '0.0.0.0:4250', args: ['--advertise-ip', '10.8.0.6'], exec: room.host.exec })
    const network = asHost(named, room.host)('GET', '/api/network')
    assert.deepEqual([network.address, network.by_settings, network.trouble], ['10.8.0.6:4250', true, null])
    await named.stop()
  })

  test('with only a public address the host is warned; without any, a reason replaces the QR code', async () => {
    const consoles = await openConsoles(browser, server)
    await scan(consoles.en)
    ip(room.host, 'address', 'flush', 'dev', 'eth1')
    ip(room.host, 'address', 'flush', 'dev', 'eth0')
    ip(room.host, 'address', 'add', '203.0.113.7/24', 'dev', 'eth0')
    await consoles.en.getByText('It is a public address').waitFor({ timeout: CHANGE_TIMEOUT_MS })
    assert.equal(advertised(), '203.0.113.7:4242')
    await consoles.savePictures('public')

    ip(room.host, 'address', 'flush', 'dev', 'eth0')
    await consoles.en.getByText('only addresses of a VPN or inside this computer').waitFor({ timeout: CHANGE_TIMEOUT_MS })
    assert.equal(await consoles.en.locator('aside img[src*="/qr.svg"]').count(), 0)
    await consoles.savePictures('only-inward')
    ip(room.host, 'address', 'add', '169.254.3.4/16', 'dev', 'eth0')
    await consoles.en.getByText('The network has given this computer no address.').waitFor({ timeout: CHANGE_TIMEOUT_MS })
    await consoles.savePictures('no-address')
  })
})

describe('the mDNS name', { skip }, () => {
  let room, server, ask, browser, avahi, phones

  before(async () => {
    room = makeRoom(2)
    avahi = await startAvahi(room.phones[0], 'visitor')
    server = await startServer({ bind: '0.0.0.0:4242', mdns: true, exec: room.host.exec })
    ask = asHost(server, room.host)
    browser = await openBrowser(room.host)
    ask('POST', '/create', { question: 'Where should we hold the next offsite?', options: OPTIONS })
  })

  after(async () => {
    await Promise.all([browser, phones].map((it) => it?.close()))
    await server?.stop()
    await avahi?.stop()
    room?.remove()
  })

  test('Avahi finds the service, its properties and the name', async () => {
    for (const type of ['_handsup._tcp', '_http._tcp']) {
      const [found] = await until(`${type} is found`, () => [avahi.browse(type)].find((all) => all.length))
      assert.deepEqual([found.host, found.address, found.port], ['handsup.local', room.host.address, 4242])
      assert.match(found.name, /^Handsup\\032on\\032/)
      for (const property of [/"path=\/"/, /"version=\d+\.\d+\.\d+"/, /"name=[^"]+"/]) assert.match(found.about, property)
    }
    assert.equal(avahi.resolve('handsup.local'), room.host.address)
  })

  test('a browser on another computer opens the name through the system’s resolver', async () => {
    phones = await openBrowser(avahi)
    const phone = await (await phones.newContext(phoneSize)).newPage()
    await phone.goto('http://handsup.local:4242/')
    await phone.getByRole('heading', { name: 'Where should we hold the next offsite?' }).waitFor()
    assert.match(phone.url(), /^http:\/\/handsup\.local:4242\/m\//)
  })

  test('another host appears in the console under a name of its own, and leaves when it ends', async () => {
    const consoles = await openConsoles(browser, server)
    const other = await startServer({ bind: '0.0.0.0:4242', mdns: true, exec: room.phones[1].exec })
    const askOther = asHost(other, room.phones[1])
    const address = `${room.phones[1].address}:4242`
    await consoles.en.getByText(address).waitFor()
    const list = consoles.en.getByRole('region', { name: 'Other Handsup hosts here' })
    assert.equal(await list.getByRole('listitem').count(), 1, 'without this host itself')
    await list.scrollIntoViewIfNeeded()
    await consoles.savePictures('others')

    // The name is taken: the later host has renamed itself, and shows that.
    await until('the other was renamed', () => askOther('GET', '/api/network').renamed)
    assert.equal(askOther('GET', '/api/network').local_name, 'handsup-2.local:4242')
    assert.equal(ask('GET', '/api/network').renamed, false)
    assert.equal(avahi.resolve('handsup-2.local'), room.phones[1].address)
    askOther('POST', '/create', { question: 'Tea or coffee?', options: ['Tea', 'Coffee'] })
    const otherBrowser = await openBrowser(room.phones[1])
    const renamed = await openConsoles(otherBrowser, other)
    await renamed.en.getByText('so this one is handsup-2.local:4242').waitFor()
    await renamed.savePictures('renamed')
    await otherBrowser.close()

    const [projector] = await Promise.all([consoles.en.waitForEvent('popup'), list.getByRole('link').click()])
    await projector.getByRole('heading', { name: 'Tea or coffee?' }).waitFor()
    assert.match(projector.url(), new RegExp(`^http://${address}/screen/[0-9A-Z]{6}$`))

    await other.stop()
    await list.waitFor({ state: 'detached' })
    await until('its name is gone', () => !avahi.resolve('handsup-2.local'))
  })

  test('when the computer’s address changes, the QR code, the projector, the share page and the name follow', async () => {
    const consoles = await openConsoles(browser, server)
    const firstLink = await scan(consoles.en)
    assert.match(firstLink, /^HTTP:\/\/10\.77\.0\.1:/)
    const { meeting, poll_code } = ask('GET', '/api/console').staged
    const serverUrl = `http://127.0.0.1:4242`
    // The code in the projector's corner has three pixels for a module: with twice as many, every code is read.
    const context = await browser.newContext({ ...windowSize, deviceScaleFactor: 2 })
    const [screen, share] = [await context.newPage(), await context.newPage()]
    await screen.goto(`${serverUrl}/screen/${meeting}`)
    await share.goto(`${serverUrl}/poll/${poll_code}/share`)
    await share.getByText('10.77.0.1:4242').first().waitFor()

    ip(room.host, 'address', 'add', '10.77.0.50/24', 'dev', 'eth0')
    ip(room.host, 'address', 'delete', '10.77.0.1/24', 'dev', 'eth0')
    // Deleting the first address of a network also deletes those that were added later.
    if (!String(ip(room.host, 'address')).includes('10.77.0.50')) ip(room.host, 'address', 'add', '10.77.0.50/24', 'dev', 'eth0')
    await consoles.en.getByText('The address has changed: phones now come to 10.77.0.50:4242.').waitFor({ timeout: CHANGE_TIMEOUT_MS })
    assert.equal(await scan(consoles.en), firstLink.replace('10.77.0.1', '10.77.0.50'))
    await consoles.savePictures('moved')
    await share.getByText('10.77.0.50:4242').first().waitFor({ timeout: CHANGE_TIMEOUT_MS })
    await until('the projector shows it too', async () => {
      const seen = await screen.screenshot()
      return readWithJsqr(seen)?.startsWith('HTTP://10.77.0.50:4242/')
    }, CHANGE_TIMEOUT_MS)
    await until('the name leads there', () => avahi.resolve('handsup.local') === '10.77.0.50', CHANGE_TIMEOUT_MS)
    const found = await until('the service leads there', () => avahi.browse('_handsup._tcp').find(({ address }) => address === '10.77.0.50'))
    assert.equal(found.host, 'handsup.local')
    assert.deepEqual(avahi.browse('_handsup._tcp').map(({ address }) => address), ['10.77.0.50'], 'with no other address')

    await consoles.en.getByRole('button', { name: 'Dismiss' }).first().click()
    await consoles.en.getByText('The address has changed').waitFor({ state: 'detached' })
  })

  test('a host that stops withdraws its service and its name', async () => {
    await server.stop({ keep: true })
    await until('nothing is announced', () => avahi.browse('_handsup._tcp').length === 0 && !avahi.resolve('handsup.local'))
  })
})

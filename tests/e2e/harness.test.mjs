// Checks the harness itself: in a network namespace a page has the same restrictions as on a phone in a real network.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test } from 'node:test'
import { openBrowser, phoneSize } from './lib/browser.mjs'
import { makeRoom, whyNoNamespaces } from './lib/netns.mjs'
import { firstLines } from './lib/server.mjs'

const skip = whyNoNamespaces() ?? false

test('a page at a plain LAN address is not a secure context', { skip }, async (t) => {
  const room = makeRoom(1)
  t.after(room.remove)
  const page = 'require("http").createServer((q,a)=>a.end("<h1>hello</h1>")).listen(8080,"0.0.0.0",()=>console.log("ready"))'
  const [command, ...args] = room.host.exec(['node', '-e', page])
  const server = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => server.kill())
  await firstLines(server, /ready/)

  const browser = await openBrowser(room.phones[0])
  t.after(() => browser.close())
  const phone = await (await browser.newContext(phoneSize)).newPage()
  await phone.goto(`http://${room.host.address}:8080/`)
  assert.equal(await phone.textContent('h1'), 'hello')
  assert.equal(await phone.evaluate(() => isSecureContext), false)
  assert.equal(await phone.evaluate(() => typeof crypto.randomUUID), 'undefined')
})

// Two instances behind nginx, started by server/deploy/two-instances.sh: a vote through nginx is shown on phones at both instances.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openBrowser, phoneSize } from './lib/browser.mjs'
import { firstLines, program } from './lib/server.mjs'

const script = fileURLToPath(new URL('../../server/deploy/two-instances.sh', import.meta.url))

/** A free port of this computer. */
const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })

describe('two instances behind nginx', () => {
  /** `front`: nginx's URL; `instances`: the URLs of the two servers. */
  let cluster, browser, front, instances, key

  before(async () => {
    front = `http://127.0.0.1:${await freePort()}`
    key = 'the-hosts-own-key-0123456789abcdef'
    cluster = spawn(script, { env: { ...process.env, HOST_KEY: key, FRONT: new URL(front).host, HANDSUP_SERVER: program('handsup-server') }, stdio: ['ignore', 'pipe', 'inherit'] })
    process.once('exit', () => cluster.kill('SIGTERM'))
    const output = await firstLines(cluster, /Ctrl-C ends/, 60_000)
    instances = [...output.matchAll(/^Instance \d: (\S+)$/gm)].map(([, link]) => new URL(link).origin)
    browser = await openBrowser()
  })

  after(async () => {
    await browser?.close()
    const ended = new Promise((resolve) => cluster.once('exit', resolve))
    cluster.kill('SIGINT')
    await ended
  })

  const asHost = async (method, path, body) => {
    const headers = { authorization: `Bearer ${key}`, accept: 'application/json', 'content-type': 'application/json' }
    const answer = await fetch(`${front}${path}`, { method, headers, body: JSON.stringify(body) })
    assert.ok(answer.ok, `${method} ${path}: ${answer.status}`)
    return answer.json()
  }
  const open = async (address) => {
    const context = await browser.newContext(phoneSize)
    context.setDefaultTimeout(15_000)
    const page = await context.newPage()
    await page.goto(address)
    await page.locator('.link.ok').waitFor()
    return page
  }

  test('phones at both instances show a vote through nginx, and the close', async () => {
    const poll = await asHost('POST', '/create', { question: 'Does it reach everybody?', options: ['Yes', 'No'], fairness: 'device' })
    const voter = await open(`${front}/poll/${poll.poll_code}`)
    const watchers = await Promise.all(instances.map((instance) => open(`${instance}/poll/${poll.poll_code}`)))
    assert.equal(watchers.length, 2)
    await Promise.all(watchers.map((page) => page.getByText('Be the first to vote!').waitFor()))
    await voter.locator('label.opt', { hasText: 'Yes' }).click()
    await voter.getByRole('button', { name: 'Submit' }).click()
    await voter.locator('.counted').waitFor()
    for (const page of watchers) {
      await page.locator('.peek summary').click()
      await page.locator('.bars li', { hasText: 'Yes' }).getByText('100%').waitFor()
    }
    await asHost('PATCH', `/api/polls/${poll.poll_code}`, { state: 'closed' })
    await Promise.all([voter, ...watchers].map((page) => page.getByText('Voting has ended').first().waitFor()))
  })
})

// Quitting the app while people vote: it asks, and Enter keeps it open.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startDesktop } from './lib/displays.mjs'
import { openWindow, until } from './lib/window.mjs'

const QUESTION = 'Quit Handsup?'

describe('quitting', () => {
  let desktop, window

  before(async () => {
    desktop = await startDesktop()
    window = await openWindow({ display: desktop.display, env: { BIND: '127.0.0.1:0', NO_MDNS: 'true' } })
  })

  after(async () => {
    await window?.close()
    desktop?.stop()
  })

  const ask = async (...wish) => (await window.ask(...wish))[1]
  const isGone = (title) => until(`“${title}” is gone`, () => desktop.find(title) === null)
  /** Clicks the cross of the host's window; the question that follows. */
  const asks = async () => {
    desktop.close(await until('the window is there', () => desktop.find('Handsup')))
    return until('it asks', () => desktop.find(QUESTION))
  }
  const answers = async (dialog, ...keys) => {
    desktop.press(dialog, ...keys)
    await isGone(QUESTION)
  }

  test('with an open vote it asks though no phone is connected; Enter, Escape and the cross keep it open', async () => {
    const { poll_code: code } = await ask('POST', '/create', { question: 'Shall we have lunch outside?', options: ['Yes', 'No'] })
    for (const key of ['Return', 'Escape', 'space']) {
      const dialog = await asks()
      desktop.picture('quit-asks')
      await answers(dialog, key)
      assert.equal((await ask('GET', `/api/polls/${code}`)).state, 'open', `${key} keeps it open`)
    }
    desktop.close(await asks())
    await isGone(QUESTION)
    assert.equal((await ask('GET', `/api/polls/${code}`)).state, 'open')
  })

  test('the other button quits', async () => {
    await answers(await asks(), 'Left', 'Return')
    await isGone('Handsup')
  })
})

describe('quitting with nothing to lose', () => {
  test('asks nothing', async () => {
    const desktop = await startDesktop()
    const window = await openWindow({ display: desktop.display, env: { BIND: '127.0.0.1:0', NO_MDNS: 'true' } })
    desktop.close(await until('the window is there', () => desktop.find('Handsup')))
    await until('it has ended', async () => {
      try {
        await window.url()
        return false
      } catch {
        return true
      }
    })
    await window.close()
    desktop.stop()
  })
})

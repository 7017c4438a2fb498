// Quitting the app during a vote: it asks for confirmation, and Enter keeps it open.
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

  const ask = async (...request) => (await window.ask(...request))[1]
  const waitUntilClosed = (title) => until(`“${title}” is gone`, () => desktop.find(title) === null)
  /** Closes the console's window; returns the dialog that asks for confirmation. */
  const clickClose = async () => {
    desktop.close(await until('the window is there', () => desktop.find('Handsup')))
    return until('it asks', () => desktop.find(QUESTION))
  }
  const answer = async (dialog, ...keys) => {
    desktop.press(dialog, ...keys)
    await waitUntilClosed(QUESTION)
  }

  test('with an open poll it asks, also without a connected phone; Enter, Escape, Space and the close button keep it open', async () => {
    const { poll_code: code } = await ask('POST', '/create', { question: 'Shall we have lunch outside?', options: ['Yes', 'No'] })
    for (const key of ['Return', 'Escape', 'space']) {
      const dialog = await clickClose()
      desktop.picture('quit-asks')
      await answer(dialog, key)
      assert.equal((await ask('GET', `/api/polls/${code}`)).state, 'open', `${key} keeps it open`)
    }
    desktop.close(await clickClose())
    await waitUntilClosed(QUESTION)
    assert.equal((await ask('GET', `/api/polls/${code}`)).state, 'open')
  })

  test('the other button quits', async () => {
    await answer(await clickClose(), 'Left', 'Return')
    await waitUntilClosed('Handsup')
  })
})

describe('quitting without an open poll', () => {
  test('ends the app without a question', async () => {
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

// A random walk: keys, clicks and changes of focus in the console, and keys of the projector's window. After each of them Space does
// something, and the wall shows what the console's strip says; in the end no counted vote is lost. A walk that fails names its seed:
// WALK_SEED=1234 repeats it, and WALK_STEPS=2000 makes it as long as an evening.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHall } from './lib/hall.mjs'
import { numbersOf, Windows } from './lib/walk.mjs'

const SEEDS = process.env.WALK_SEED ? [Number(process.env.WALK_SEED)] : [1, Math.floor(Math.random() * 1e6)]
const STEPS = Number(process.env.WALK_STEPS ?? 300)
/** Every so many steps somebody votes. */
const VOTE_EVERY = 4

const KEYS = ['Space', 'ArrowRight', 'ArrowLeft', 'PageDown', 'PageUp', 'o', 'r', 'c', 't', 'Shift+T', 'n', 'q', 'b', 'h', '?', 'a', 'Escape', 'Control+z', 'Control+k', 'Control+a', 'Tab', 'Shift+Tab', 'ArrowDown', 'ArrowUp']
const FORWARDED = ['next', 'back', 'open', 'reveal', 'answer', 'timer', 'more_time', 'again', 'qr', 'blank', 'undo']
const CLICKS = ['.actions .btn:enabled', '.truth .btn:enabled', 'nav button.poll', 'nav > div > button', 'header [aria-pressed]:enabled:not([title$="(F)"])', '.chart', '.wall', '.eye', 'aside .slide', 'main h1', 'aside .timer', 'dialog[open] h2']
/** Space on these would leave the meeting, delete from it, or open a list of the browser's. */
const FORBIDDEN = 'header .btn:not([aria-pressed]), header [title$="(F)"], header a, nav summary, nav .foot .btn, aside .btn, dialog .btn, .undo .btn, form .btn, nav > div button, select'

const pick = (list, at) => list[Math.floor(at * list.length)]

/** What one step of a walk does. `which` and `where`, from 0 to 1, are what it chooses by; each returns its name. */
const acts = {
  async press({ consolePage }, which) {
    const key = pick(KEYS, which)
    await consolePage.keyboard.press(key)
    if (key.endsWith('Tab')) await consolePage.evaluate((forbidden) => document.activeElement.matches(forbidden) && document.activeElement.blur(), FORBIDDEN)
    return key
  },
  async click({ consolePage }, which, where) {
    const selector = pick(CLICKS, which)
    const places = await consolePage.locator(selector).evaluateAll((all) =>
      all.map((one) => one.getBoundingClientRect()).filter(({ width, height, bottom }) => width && height && bottom <= innerHeight).map(({ x, y, width, height }) => [x + width / 2, y + height / 2]),
    )
    if (places.length) await consolePage.mouse.click(...pick(places, where))
    return `click(${selector}${places.length ? '' : ': nowhere'})`
  },
  async focus({ consolePage }, which) {
    const focused = await consolePage.evaluate(
      ([which, forbidden]) => {
        const all = [...document.querySelectorAll('button:enabled, [tabindex="0"], textarea')].filter((one) => !one.matches(forbidden) && one.checkVisibility())
        if (which < 0.2) document.activeElement.blur()
        else all[Math.floor(which * all.length)]?.focus()
        return document.activeElement.className || document.activeElement.tagName
      },
      [which, FORBIDDEN],
    )
    return `focus(${focused})`
  },
  /** As the app's shell does when the projector's window has the focus. */
  async forward({ consolePage, wall }, which) {
    const detail = pick(FORWARDED, which)
    await wall.keyboard.press('Space')
    await consolePage.evaluate((detail) => dispatchEvent(new CustomEvent('handsup-key', { detail })), detail)
    return `projector(${detail})`
  },
}
/** Each as often as it is in the list. */
const ACTS = [acts.press, acts.press, acts.press, acts.click, acts.click, acts.focus, acts.forward]

const { ask, open, openConsole, send } = openHall()

/** A meeting with a poll for each way to show results; returns its join code. */
function createMeeting(name) {
  const { join_code: code } = ask('POST', '/api/meetings', { name })
  const create = (question, more) =>
    ask('POST', '/create', { meeting: code, question, options: ['Here', 'There', 'Nowhere'], fairness: 'device', state: 'draft', ...more })
  create('Live?')
  create('Hidden, with a right answer?', { results: 'on_reveal', correct: [1] })
  create('After the vote?', { results: 'after_vote' })
  create('Several?', { kind: 'multiple', max_choices: 2 })
  return code
}

async function openWindows(t, code) {
  const consolePage = await openConsole(t)
  return Windows.watch(consolePage, await open(t, `/screen/${code}`, { viewport: { width: 1280, height: 720 } }))
}

/** The votes that the server has counted in one meeting, by poll. */
class Ballots {
  #counted = new Map()
  constructor(code) {
    this.code = code
  }

  /** Votes in one of the open polls. */
  async cast(which, where) {
    const poll = pick(ask('GET', `/api/meetings/${this.code}`).polls.filter(({ state }) => state === 'open'), which)
    if (!poll) return
    const { options } = ask('GET', `/api/polls/${poll.poll_code}`)
    const answer = await send(`/poll/${poll.poll_code}/vote`, { option_ids: [pick(options, where).id] })
    if (answer.status === 200) this.#counted.set(poll.poll_code, (this.#counted.get(poll.poll_code) ?? 0) + 1)
  }

  /** Fails unless every vote is in one of its poll's rounds. */
  areAllThere() {
    for (const [code, votes] of this.#counted) {
      const { round, total_votes } = ask('GET', `/api/polls/${code}`)
      const earlier = ask('GET', `/api/polls/${code}/rounds`).filter((one) => one.round < round)
      assert.equal(earlier.reduce((sum, one) => sum + one.total_votes, total_votes), votes, `votes of ${code}`)
    }
  }
}

for (const seed of SEEDS)
  test(`in a random walk Space always does something, the wall shows what the strip says, and no vote is lost: seed ${seed}`, async (t) => {
    const random = numbersOf(seed)
    const code = createMeeting(`A walk from ${seed}`)
    const windows = await openWindows(t, code)
    const ballots = new Ballots(code)
    const history = []
    try {
      await windows.settled()
      while (history.length < STEPS) {
        // As many numbers at each step, whatever it does: a walk that is repeated takes the same steps.
        const [what, which, where] = [random(), random(), random()]
        if (history.length % VOTE_EVERY === 0) await ballots.cast(which, where)
        history.push(await pick(ACTS, what)(windows, which, where))
        const looks = await windows.settled()
        history.push('Space')
        await windows.consolePage.keyboard.press('Space')
        await windows.settled(looks)
      }
      ballots.areAllThere()
    } catch (error) {
      error.message = `seed ${seed}, after ${history.length} steps, at last ${history.slice(-16).join(' ')}: ${error.message}`
      throw error
    }
  })

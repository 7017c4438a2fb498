// What the console says beside what the wall shows, for as long as somebody presses keys in both.

/** How long a state may take to come, in milliseconds: a busy computer takes seconds, a lost key for ever. */
const PATIENCE_MS = 60_000

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
export function numbersOf(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Runs in a page: numbers its states, so that `nextState` can wait for another one, and counts the clicks and the typed letters. */
function watch() {
  window.state = window.activations = 0
  const waiting = []
  const change = () => {
    window.state++
    for (const done of waiting.splice(0)) done()
  }
  window.nextState = (known) => (window.state === known ? new Promise((done) => waiting.push(done)) : null)
  new MutationObserver(change).observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
  for (const name of ['click', 'input']) addEventListener(name, () => (window.activations++, change()), true)
  for (const name of ['focusin', 'focusout']) addEventListener(name, change)
}

/** Runs in the console. `said`: the strip's word and the question on stage; `isPending`: whether an answer is awaited or something is
 *  being loaded; `looks`: everything that Space can change. */
function readConsole() {
  const all = (selector) => [...document.querySelectorAll(selector)]
  const text = (selector) => document.querySelector(selector)?.textContent ?? null
  const dialogs = all('dialog').filter(({ open }) => open).map((one) => one.getAttribute('aria-label') ?? one.textContent)
  const isComposing = !!document.querySelector('form textarea')
  const go = document.querySelector('.actions .go')
  const { value, checked } = document.activeElement
  const switches = all('[aria-pressed], [aria-expanded]').map((one) => one.getAttribute('aria-pressed') ?? one.getAttribute('aria-expanded'))
  const said = { word: document.querySelector('.truth')?.classList[1] ?? null, question: text('.truth .other bdi') ?? text('.now .sr') }
  return {
    state: window.state,
    said,
    isPending: !dialogs.length && !isComposing && (!go || go.disabled),
    looks: JSON.stringify([said, go?.textContent, dialogs, isComposing, value, checked, switches, text('nav [aria-current]'), text('.undo'), window.activations]),
    focus: `${document.hasFocus()} ${document.activeElement.outerHTML.slice(0, 160)}`,
  }
}

/** Runs in the projector's page. */
function readWall() {
  const main = document.querySelector('main')
  return {
    state: window.state,
    isCovered: !!document.querySelector('aside.cover'),
    text: main.innerText.trim(),
    question: main.matches('.poll') ? main.querySelector('h1').innerText : null,
    hasCounts: /\d\s?%/.test(main.innerText),
  }
}

/** Whether the wall shows what the strip says. */
function agrees({ word, question }, wall) {
  if (wall.isCovered || word === 'qr') return wall.isCovered && word === 'qr'
  if (word === 'blank') return wall.text === ''
  if (word === 'lobby') return wall.question === null && wall.text !== ''
  return wall.question !== null && (!question || question === wall.question) && wall.hasCounts === (word === 'live')
}

const nextState = (page, { state }) => page.evaluate((known) => window.nextState(known), state)

/** The console and the wall, side by side. */
export class Windows {
  constructor(consolePage, wall) {
    this.consolePage = consolePage
    this.wall = wall
  }

  static async watch(consolePage, wall) {
    for (const page of [consolePage, wall]) await page.evaluate(watch)
    return new Windows(consolePage, wall)
  }

  /** Waits until the console has its answers, looks other than `former`, and the wall shows what the strip says; returns how it looks. */
  async settled(former = null) {
    let timer
    const tooLate = new Promise((_, reject) => (timer = setTimeout(reject, PATIENCE_MS, new Error('nothing changes any more'))))
    let shown, wall
    try {
      for (;;) {
        ;[shown, wall] = await Promise.all([this.consolePage.evaluate(readConsole), this.wall.evaluate(readWall)])
        if (!shown.isPending && shown.looks !== former && agrees(shown.said, wall)) return shown.looks
        await Promise.race([nextState(this.consolePage, shown), nextState(this.wall, wall), tooLate])
      }
    } catch (error) {
      throw new Error(`${error.message}: ${JSON.stringify({ shown, wall, former })}`)
    } finally {
      clearTimeout(timer)
    }
  }
}

// What a room sees of the wall: sizes as shares of its height, contrast, and how much of the picture is ink.
import { PNG } from 'pngjs'

export const WALLS = [{ width: 1280, height: 720 }, { width: 1920, height: 1080 }, { width: 3840, height: 2160 }, { width: 1024, height: 768 }]
/** The same, and the shapes of a very wide wall and of a laptop. */
export const ALL_WALLS = [...WALLS, { width: 2560, height: 1080 }, { width: 1280, height: 800 }]
export const nameOf = ({ width, height }) => `${width}×${height}`

/** Resizes the wall, and waits until its type has been fitted. */
export async function resize(page, size) {
  await page.setViewportSize(size)
  // The page's own listener runs first; the effect that fits type follows it in a microtask at the latest.
  await page.evaluate(() => new Promise((done) => {
    addEventListener('resize', () => setTimeout(done), { once: true })
    dispatchEvent(new Event('resize'))
  }))
}

/** The smallest type, in percent of the height, of each selector's elements. */
export const typeOf = (page, selectors) =>
  page.evaluate((selectors) => {
    const share = (one) => (parseFloat(getComputedStyle(one).fontSize) / innerHeight) * 100
    return selectors.map((selector) => Math.min(...[...document.querySelectorAll(selector)].map(share)))
  }, selectors)

/** The smallest height, in percent of the wall's, of each selector's elements. */
export const heightsOf = (page, selectors) =>
  page.evaluate((selectors) => {
    const share = (one) => (one.getBoundingClientRect().height / innerHeight) * 100
    return selectors.map((selector) => Math.min(...[...document.querySelectorAll(selector)].map(share)))
  }, selectors)

/** Everything that is written on the wall, with its size in percent of the height. */
export const written = (page) =>
  page.evaluate(() => {
    const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT)
    const found = []
    while (walker.nextNode()) {
      const { parentElement: parent, textContent } = walker.currentNode
      if (!textContent.trim() || parent.closest('.sr, script')) continue
      found.push([(parseFloat(getComputedStyle(parent).fontSize) / innerHeight) * 100, textContent.trim()])
    }
    return found
  })

/** The elements whose box overflows the wall. */
export const overflowing = (page) =>
  page.evaluate(() => {
    const overflows = (box) => box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1 || box.top < -1
    const boxes = [...document.querySelectorAll('main :is(h1, h2, p, li, div, svg, footer, b)')].filter((one) => !one.closest('.sr'))
    return boxes.filter((one) => overflows(one.getBoundingClientRect())).map((one) => `${one.tagName} ${one.className} ${one.textContent}`)
  })

/** The contrast of the backgrounds of two elements, from 1 to 21. */
export async function contrast(page, one, other) {
  const [a, b] = await page.evaluate((selectors) => selectors.map((one) => getComputedStyle(document.querySelector(one)).backgroundColor), [one, other])
  return ratio(luminance(rgb(a)), luminance(rgb(b)))
}
const rgb = (text) => text.match(/[\d.]+/g).slice(0, 3).map(Number)
const luminance = (channels) => {
  const [r, g, b] = channels.map((one) => one / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)

/** How much of the picture differs from its background, in percent. */
export async function ink(page) {
  const { data } = PNG.sync.read(await page.screenshot({ animations: 'disabled' }))
  const background = luminance([...data.subarray(0, 3)])
  let marked = 0
  for (let at = 0; at < data.length; at += 4) marked += ratio(luminance([data[at], data[at + 1], data[at + 2]]), background) >= 1.2 ? 1 : 0
  return (marked / (data.length / 4)) * 100
}

// What somebody hears who uses a page by screen reader and keyboard: each text that is added to a live region, and each element that gets
// the focus, in their order.

/** Starts to listen; `heard` returns the lines so far. Elements that are hidden from screen readers are not heard. */
export const listen = (page) =>
  page.evaluate(() => {
    window.heard = []
    const LIVE = '[aria-live=polite], [role=status], [role=alert]'
    const isHidden = (element) => !!element.closest('[aria-hidden=true], [hidden]')
    const textOf = (node) => {
      if (node.nodeType === 3) return node.data
      if (node.nodeType !== 1 || isHidden(node)) return ''
      return [...node.childNodes].map(textOf).join(' ')
    }
    const tidy = (text) => text.replace(/[ \n]+/g, ' ').trim()
    const say = (text) => tidy(text) && window.heard.push(`says: ${tidy(text)}`)
    const added = ({ target, addedNodes, type }) => {
      const region = (target.nodeType === 1 ? target : target.parentElement)?.closest(LIVE)
      if (!region || isHidden(region)) return
      if (type === 'characterData') say(target.data)
      else addedNodes.forEach((node) => say(textOf(node)))
    }
    new MutationObserver((records) => records.forEach(added)).observe(document.body, { childList: true, characterData: true, subtree: true })
    const roleOf = (element) => element.getAttribute('role') ?? ({ INPUT: element.type, H1: 'heading', H2: 'heading', A: 'link' }[element.tagName] ?? element.tagName.toLowerCase())
    const nameOf = (element) => tidy(element.getAttribute('aria-label') ?? (element.labels?.length ? textOf(element.labels[0]) : element.tagName === 'MAIN' ? '' : textOf(element)))
    document.addEventListener('focusin', ({ target }) => window.heard.push(`focus: ${tidy(`${roleOf(target)} ${nameOf(target)}`)}`))
  })

/** Waits until a line that begins with `start` was heard, and returns all lines since `listen` or the last call. */
export async function heardUntil(page, start) {
  await page.waitForFunction((start) => window.heard.some((line) => line.startsWith(start)), start)
  return page.evaluate(() => window.heard.splice(0))
}

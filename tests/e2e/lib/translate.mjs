// Does what a browser's page translation does: replaces every text node by elements with translated text, also in elements that are
// added later. Elements with translate="no" are left alone.
export const translate = () => {
  const skip = (node) => !node.data.trim() || node.parentElement?.closest('font, script, style, [translate=no]')
  const wrap = (root) => {
    const texts = []
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    for (let node = root.nodeType === 3 ? root : walk.nextNode(); node; node = root.nodeType === 3 ? null : walk.nextNode()) texts.push(node)
    for (const node of texts) {
      if (!node.isConnected || skip(node)) continue
      const outer = document.createElement('font')
      const inner = outer.appendChild(document.createElement('font'))
      inner.textContent = `«${node.data}»`
      node.replaceWith(outer)
    }
  }
  wrap(document.body)
  new MutationObserver((records) => records.flatMap(({ addedNodes }) => [...addedNodes]).forEach((node) => node.isConnected && wrap(node))).observe(document.body, { childList: true, subtree: true })
}

// Builds the gallery (`ui/src/gallery`) into a temporary folder and serves it: every kind's ballot and results, without a server.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scratch } from './scratch.mjs'

const ui = fileURLToPath(new URL('../../../ui/', import.meta.url))
const TYPES = { js: 'text/javascript', css: 'text/css', html: 'text/html; charset=utf-8' }

const messages = (language) =>
  Object.assign({}, ...['host', 'kinds', 'screen', 'voter'].map((part) => JSON.parse(readFileSync(join(ui, `messages/${language}.${part}.json`), 'utf8'))))

/** The style sheets of a chunk, and of those that it imports. */
const sheets = (manifest, key) => [...(manifest[key].imports ?? []).flatMap((other) => sheets(manifest, other)), ...(manifest[key].css ?? [])]

const html = (manifest, language) => {
  const { file } = manifest['src/gallery/main.ts']
  const css = [...new Set(sheets(manifest, 'src/gallery/main.ts'))]
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>Gallery</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
${css.map((sheet) => `<link rel="stylesheet" href="/${sheet}">`).join('')}<script type="module" src="/${file}"></script></head>
<body><div id="app"></div><script type="application/json" id="messages">${JSON.stringify(messages(language))}</script></body></html>`
}

/** `url(query)`: the page of a view in a language; `stop` ends the server. */
export async function startGallery() {
  const folder = scratch()
  const vite = join(ui, 'node_modules/.bin/vite')
  execFileSync(vite, ['build', '--outDir', folder, '--logLevel', 'warn'], { cwd: ui, env: { ...process.env, ENTRY: 'gallery' }, stdio: 'inherit' })
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.gallery.json'), 'utf8'))
  const server = createServer(({ url }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://localhost')
    if (pathname === '/') return response.writeHead(200, { 'content-type': TYPES.html }).end(html(manifest, searchParams.get('language') ?? 'en'))
    try {
      const bytes = readFileSync(join(folder, normalize(pathname)))
      response.writeHead(200, { 'content-type': TYPES[pathname.split('.').pop()] ?? 'application/octet-stream' }).end(bytes)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: (query) => `http://127.0.0.1:${server.address().port}/?${new URLSearchParams(query)}`,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

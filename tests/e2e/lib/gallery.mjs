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

/** The open answers of a sample. */
const TEXTS = [
  'Start on time, and say at the beginning when the breaks are.',
  'More of the second half, less of the first.\n\nAnd please: microphones for the questions.',
  'Nichts, es war sehr gut so.',
  'A room with windows',
  'Ich hätte mir gewünscht, dass die Unterlagen vorher kommen, dann kann man sich Fragen überlegen und muss nicht erst beim Hören verstehen, worum es überhaupt geht. So war die Hälfte der Zeit nur Mitschreiben.',
  'الوقت',
]
const ANSWERS = {
  texts: Array.from({ length: 24 }, (_, at) => ({ text: `${TEXTS[at % TEXTS.length]}${at < TEXTS.length ? '' : ` (${at})`}`, count: at === 3 ? 4 : 1, position: 100 - at })),
  next: null,
  answers: 104,
  hidden: 2,
}

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
    if (pathname.endsWith('/answers')) return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(ANSWERS))
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

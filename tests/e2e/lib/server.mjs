// The headless server as a process of its own, as an organisation runs it.
import { execFileSync, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scratch } from './scratch.mjs'

const root = fileURLToPath(new URL('../../../', import.meta.url))
export const program = (name) => process.env.HANDSUP_BIN_DIR ? join(process.env.HANDSUP_BIN_DIR, name) : join(root, 'target/debug', name)
export const artefacts = join(root, 'tests/artefacts')

// A run that is told to stop leaves nothing behind: `exit` handlers run only when the process ends by itself.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1))
process.setMaxListeners(100)

/** Starts a server with a fresh data directory; `bind: null` leaves the address to it; `exec` puts a namespace
 *  in front of the command; told to the network with `mdns`. */
export async function startServer({ bind = '127.0.0.1:0', args = [], exec = (argv) => argv, dataDir, mdns = false } = {}) {
  const data = dataDir ?? scratch()
  const argv = exec([program('handsup-server'), '--data-dir', data, ...(bind ? ['--bind', bind] : []), '--print-host-link', ...(mdns ? [] : ['--no-mdns']), ...args])
  const child = spawn(argv[0], argv.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] })
  process.once('exit', () => child.kill('SIGKILL'))
  // The link's address is one for windows on this computer.
  const lines = await firstLines(child, /Host link: (\S+)/)
  const url = new URL(lines.match(/Host link: (\S+)/)[1]).origin
  const hostKey = hostKeyOf(data, args)
  const ended = new Promise((resolve) => child.once('exit', resolve))
  // A story that has failed before it stopped its server holds nobody up: the end of the file is the server's end.
  child.unref()
  child.stdout.unref()
  return {
    url,
    /** A link that makes one browser the host; another one each time, because each is good once. */
    get hostLink() {
      const [command, ...rest] = exec(['curl', '--silent', '--show-error', '--fail', '-X', 'POST', '-H', `authorization: Bearer ${hostKey}`, `${url}/api/host/links`])
      return url + JSON.parse(execFileSync(command, rest, { encoding: 'utf8' })).path
    },
    hostKey,
    data,
    port: Number(new URL(url).port),
    /** Puts it to sleep (`SIGSTOP`) and wakes it (`SIGCONT`), as a lid does. */
    signal: (name) => child.kill(name),
    async stop({ keep = false } = {}) {
      child.ref()
      child.kill('SIGTERM')
      await ended
      if (!keep) await rm(data, { recursive: true, force: true })
    },
  }
}

/** The key that scripts send: made from the secret where there is one, else kept with the data. */
function hostKeyOf(data, args) {
  const secret = args[args.indexOf('--secret-key') + 1]
  if (args.includes('--secret-key')) return createHmac('sha256', secret).update('host key\0').digest('hex')
  return JSON.parse(readFileSync(join(data, 'handsup.json'), 'utf8')).host_key
}

/** What a program prints until `wanted` is among it. */
export function firstLines(child, wanted, within = 20_000) {
  return new Promise((resolve, reject) => {
    let text = ''
    const late = setTimeout(() => reject(new Error(`nothing like ${wanted} within ${within} ms: ${text}`)), within)
    child.stdout.on('data', (chunk) => {
      text += chunk
      if (wanted.test(text)) {
        clearTimeout(late)
        resolve(text)
      }
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`it ended with ${code}: ${text}`)))
  })
}

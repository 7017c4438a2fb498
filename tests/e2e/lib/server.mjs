// Starts the headless server as a process.
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

// Exits on these signals, so that `exit` handlers run, which stop child processes and delete temporary folders.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1))
process.setMaxListeners(100)

/** Starts a server, with a new data directory unless `dataDir` is given. `bind: null`: the server's default address; `exec`: wraps the
 *  command, to run it in a namespace; `mdns`: announces the server by mDNS. */
export async function startServer({ bind = '127.0.0.1:0', args = [], exec = (argv) => argv, dataDir, mdns = false } = {}) {
  const data = dataDir ?? scratch()
  const argv = exec([program('handsup-server'), '--data-dir', data, ...(bind ? ['--bind', bind] : []), '--print-host-link', ...(mdns ? [] : ['--no-mdns']), ...args])
  const child = spawn(argv[0], argv.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] })
  process.once('exit', () => child.kill('SIGKILL'))
  // The host link has an address that works on this computer.
  const lines = await firstLines(child, /Host link: (\S+)/)
  const url = new URL(lines.match(/Host link: (\S+)/)[1]).origin
  const hostKey = hostKeyOf(data, args)
  const ended = new Promise((resolve) => child.once('exit', resolve))
  // A test that fails before it stops its server does not keep this process alive; its `exit` handler kills the server.
  child.unref()
  child.stdout.unref()
  return {
    url,
    /** A new one-time link, which starts a host's session in a browser. */
    get hostLink() {
      const [command, ...rest] = exec(['curl', '--silent', '--show-error', '--fail', '-X', 'POST', '-H', `authorization: Bearer ${hostKey}`, `${url}/api/host/links`])
      return url + JSON.parse(execFileSync(command, rest, { encoding: 'utf8' })).path
    },
    hostKey,
    data,
    port: Number(new URL(url).port),
    /** Sends a signal: `SIGSTOP` and `SIGCONT` act like closing and opening a laptop's lid. */
    signal: (name) => child.kill(name),
    async stop({ keep = false } = {}) {
      child.ref()
      child.kill('SIGTERM')
      await ended
      if (!keep) await rm(data, { recursive: true, force: true })
    },
  }
}

/** The host key: derived from the secret key if one is set, else the one stored in the data directory. */
function hostKeyOf(data, args) {
  const secret = args[args.indexOf('--secret-key') + 1]
  if (args.includes('--secret-key')) return createHmac('sha256', secret).update('host key\0').digest('hex')
  return JSON.parse(readFileSync(join(data, 'handsup.json'), 'utf8')).host_key
}

/** Waits until a program's output matches `wanted`; returns the output so far. `within`: milliseconds. */
export function firstLines(child, wanted, within = 20_000) {
  return new Promise((resolve, reject) => {
    let text = ''
    const timeout = setTimeout(() => reject(new Error(`nothing like ${wanted} within ${within} ms: ${text}`)), within)
    child.stdout.on('data', (chunk) => {
      text += chunk
      if (wanted.test(text)) {
        clearTimeout(timeout)
        resolve(text)
      }
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`it ended with ${code}: ${text}`)))
  })
}

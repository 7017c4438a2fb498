// Another computer's own way of finding things by mDNS: Avahi with a message bus of its own, in a namespace of its own, so
// that the one which may run on this machine is neither asked nor disturbed.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scratch } from './scratch.mjs'
import { until } from './window.mjs'

const BUS = (socket) => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=${socket}</listen>
  <policy context="default">
    <allow user="*"/><allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/>
  </policy>
</busconfig>
`
const DAEMON = (host) => `[server]
host-name=${host}
use-ipv4=yes
use-ipv6=no
[publish]
publish-workstation=no
[rlimits]
`

/** Starts Avahi under the name `host` in a namespace; what is asked there is asked as any program of that computer asks. */
export async function startAvahi(place, host) {
  const home = scratch('avahi-')
  const run = join(home, 'run')
  mkdirSync(join(run, 'avahi-daemon'), { recursive: true })
  const bus = join(home, 'bus')
  writeFileSync(join(home, 'bus.conf'), BUS(bus))
  writeFileSync(join(home, 'avahi.conf'), DAEMON(host))
  writeFileSync(join(home, 'nsswitch.conf'), 'passwd: files\ngroup: files\nhosts: files mdns4_minimal\n')
  // The namespace's commands get a file system of their own: in it, /run and the way names are looked up are ours.
  const inside = join(home, 'inside')
  writeFileSync(
    inside,
    `#!/bin/sh\nmount --bind ${run} /run && mount --bind ${join(home, 'nsswitch.conf')} /etc/nsswitch.conf || exit 1\n` +
      `DBUS_SYSTEM_BUS_ADDRESS=unix:path=${bus} exec "$@"\n`,
  )
  chmodSync(inside, 0o755)
  const exec = (argv) => place.exec([inside, ...argv])
  const children = []
  const start = (argv) => {
    const [command, ...args] = exec(argv)
    const child = spawn(command, args, { stdio: 'ignore' })
    process.once('exit', () => child.kill('SIGKILL'))
    children.push(child)
  }
  start(['dbus-daemon', `--config-file=${join(home, 'bus.conf')}`, '--nofork', '--nopidfile'])
  await until('the message bus listens', () => existsSync(bus))
  start(['avahi-daemon', '-f', join(home, 'avahi.conf'), '--no-drop-root', '--no-chroot', '--no-rlimits'])
  await until('Avahi listens', () => existsSync(join(run, 'avahi-daemon/socket')))

  const ask = (...argv) => {
    const [command, ...args] = exec(argv)
    try {
      return execFileSync(command, args, { encoding: 'utf8', timeout: 15_000, stdio: ['ignore', 'pipe', 'ignore'] })
    } catch {
      return ''
    }
  }
  return {
    /** The services of a type, as they resolve now: where, and what they tell about themselves. */
    browse: (type) =>
      ask('avahi-browse', '--resolve', '--terminate', '--parsable', type)
        .split('\n')
        .filter((line) => line.startsWith('=;'))
        .map((line) => line.split(';'))
        .map(([, , , name, , , host, address, port, about]) => ({ name, host, address, port: Number(port), about })),
    /** The address behind a name, or nothing. */
    resolve: (name) => ask('avahi-resolve-host-name', '-4', name).split('\t')[1]?.trim(),
    /** A program that starts another on this computer; for whoever takes only a path. */
    wrapper(program) {
      const file = join(home, 'program')
      writeFileSync(file, `#!/bin/sh\nexec ${exec([program]).join(' ')} "$@"\n`)
      chmodSync(file, 0o755)
      return file
    },
    async stop() {
      const ended = children.map((child) => once(child, 'exit'))
      for (const child of children) child.kill()
      await Promise.all(ended)
    },
  }
}

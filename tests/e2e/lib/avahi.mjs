// Resolves mDNS names as another computer does: Avahi with its own message bus, in its own network namespace, so that an Avahi of this
// machine is neither used nor disturbed.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scratch } from './scratch.mjs'
import { until } from './window.mjs'

const busConfig = (socket) => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=${socket}</listen>
  <policy context="default">
    <allow user="*"/><allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/>
  </policy>
</busconfig>
`
const daemonConfig = (host) => `[server]
host-name=${host}
use-ipv4=yes
use-ipv6=no
[publish]
publish-workstation=no
[rlimits]
`

/** Starts Avahi under the name `host` in a namespace; names are resolved through the system's resolver, as other programs do. */
export async function startAvahi(computer, host) {
  const folder = scratch('avahi-')
  const run = join(folder, 'run')
  mkdirSync(join(run, 'avahi-daemon'), { recursive: true })
  const bus = join(folder, 'bus')
  writeFileSync(join(folder, 'bus.conf'), busConfig(bus))
  writeFileSync(join(folder, 'avahi.conf'), daemonConfig(host))
  writeFileSync(join(folder, 'nsswitch.conf'), 'passwd: files\ngroup: files\nhosts: files mdns4_minimal\n')
  // Commands in the namespace have their own mounts: of /run, and of the configuration of name resolution.
  const inside = join(folder, 'inside')
  writeFileSync(
    inside,
    `#!/bin/sh\nmount --bind ${run} /run && mount --bind ${join(folder, 'nsswitch.conf')} /etc/nsswitch.conf || exit 1\n` +
      `DBUS_SYSTEM_BUS_ADDRESS=unix:path=${bus} exec "$@"\n`,
  )
  chmodSync(inside, 0o755)
  const exec = (argv) => computer.exec([inside, ...argv])
  const children = []
  const start = (argv) => {
    const [command, ...args] = exec(argv)
    const child = spawn(command, args, { stdio: 'ignore' })
    process.once('exit', () => child.kill('SIGKILL'))
    children.push(child)
  }
  start(['dbus-daemon', `--config-file=${join(folder, 'bus.conf')}`, '--nofork', '--nopidfile'])
  await until('the message bus listens', () => existsSync(bus))
  start(['avahi-daemon', '-f', join(folder, 'avahi.conf'), '--no-drop-root', '--no-chroot', '--no-rlimits'])
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
    /** The services of a type that resolve now: name, host, address, port, and in `about` their properties. */
    browse: (type) =>
      ask('avahi-browse', '--resolve', '--terminate', '--parsable', type)
        .split('\n')
        .filter((line) => line.startsWith('=;'))
        .map((line) => line.split(';'))
        .map(([, , , name, , , host, address, port, about]) => ({ name, host, address, port: Number(port), about })),
    /** The address of a name; undefined where it does not resolve. */
    resolve: (name) => ask('avahi-resolve-host-name', '-4', name).split('\t')[1]?.trim(),
    /** Writes a script that runs a program on this computer, for callers that need a path; returns the path. */
    wrapper(program) {
      const file = join(folder, 'program')
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

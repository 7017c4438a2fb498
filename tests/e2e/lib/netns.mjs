// Several computers on one machine: network namespaces on one bridge, or behind a router, created and removed by the test.
import { execFileSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scratch } from './scratch.mjs'

const ip = (...args) => execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'] })

/**
 * Creates a namespace without the detection of duplicate IPv6 addresses. That would end a second after an address was added, and a
 * browser that is notified of a changed network aborts its requests.
 */
const namespace = (name) => {
  ip('netns', 'add', name)
  ip('netns', 'exec', name, 'sh', '-c', 'for at in all default; do f=/proc/sys/net/ipv6/conf/$at/accept_dad; [ ! -e $f ] || echo 0 > $f; done')
}

/** The reason why this process cannot create network namespaces; null if it can. */
export function whyNoNamespaces() {
  const probe = `hu-${process.pid.toString(36)}-probe`
  try {
    ip('netns', 'add', probe)
    ip('netns', 'delete', probe)
    return null
  } catch (error) {
    return `no network namespaces here (root is needed): ${String(error.stderr ?? error).trim()}`
  }
}

/** A room: the host's computer at 10.77.0.1, phones at 10.77.0.2 and up, each a namespace on one bridge. */
export function makeRoom(phones = 1) {
  const id = process.pid.toString(36)
  const names = ['host', ...Array.from({ length: phones }, (_, n) => `phone${n + 1}`)].map((name) => `hu-${id}-${name}`)
  const hub = `hu-${id}-hub`
  const remove = () => {
    for (const name of [...names, hub]) {
      try {
        ip('netns', 'delete', name)
      } catch {
        // It was never created, or is deleted already.
      }
    }
  }
  process.once('exit', remove)
  try {
    ip('netns', 'add', hub)
    ip('-n', hub, 'link', 'add', 'br0', 'type', 'bridge')
    ip('-n', hub, 'link', 'set', 'br0', 'up')
    names.forEach((name, n) => {
      namespace(name)
      ip('-n', name, 'link', 'set', 'lo', 'up')
      ip('-n', hub, 'link', 'add', `port${n}`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name)
      ip('-n', hub, 'link', 'set', `port${n}`, 'master', 'br0', 'up')
      ip('-n', name, 'address', 'add', `10.77.0.${n + 1}/24`, 'dev', 'eth0')
      ip('-n', name, 'link', 'set', 'eth0', 'up')
    })
  } catch (error) {
    remove()
    throw error
  }
  const computer = (name, n) => ({
    name,
    address: `10.77.0.${n + 1}`,
    exec: (argv) => ['ip', 'netns', 'exec', name, ...argv],
  })
  const [host, ...others] = names.map(computer)
  return { host, phones: others, remove }
}

/** The reason why this process cannot set up a router, which needs `nft` and a kernel with address translation; null if it can. */
export function whyNoRouter() {
  const probe = `hu-${process.pid.toString(36)}-nat`
  try {
    ip('netns', 'add', probe)
    masquerade(probe)
    return null
  } catch (error) {
    return `no address translation here (nftables is needed): ${String(error.stderr ?? error).trim()}`
  } finally {
    try {
      ip('netns', 'delete', probe)
    } catch {
      // It was never created.
    }
  }
}

const masquerade = (name) =>
  ip('netns', 'exec', name, 'nft', 'add table ip nat; add chain ip nat out { type nat hook postrouting priority 100; }; add rule ip nat out oifname eth0 masquerade')

/** A computer behind `router`, whose address it shares with all others behind it. */
export function behindRouter(router) {
  const name = `${router.name}-in`
  const remove = () => {
    try {
      ip('netns', 'delete', name)
    } catch {
      // It was never created, or is deleted already.
    }
  }
  process.once('exit', remove)
  namespace(name)
  ip('-n', name, 'link', 'set', 'lo', 'up')
  ip('-n', router.name, 'link', 'add', 'lan0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name)
  ip('-n', router.name, 'address', 'add', '10.88.0.1/24', 'dev', 'lan0')
  ip('-n', router.name, 'link', 'set', 'lan0', 'up')
  ip('-n', name, 'address', 'add', '10.88.0.2/24', 'dev', 'eth0')
  ip('-n', name, 'link', 'set', 'eth0', 'up')
  ip('-n', name, 'route', 'add', 'default', 'via', '10.88.0.1')
  ip('netns', 'exec', router.name, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward')
  masquerade(router.name)
  return { name, address: '10.88.0.2', exec: (argv) => ['ip', 'netns', 'exec', name, ...argv], remove }
}

/** Writes a script that runs a program inside a namespace, for callers that need a path; returns the path. */
export function wrapper(computer, program) {
  const file = join(scratch(), 'run')
  writeFileSync(file, `#!/bin/sh\nexec ip netns exec ${computer.name} ${program} "$@"\n`)
  chmodSync(file, 0o755)
  return file
}

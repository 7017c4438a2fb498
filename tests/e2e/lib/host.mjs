// What a host does, by hand or by script, whatever stands between.
import { execFileSync } from 'node:child_process'

/** Asks a server from inside its own namespace, with the host's authority. */
export function asHost(server, place) {
  return (method, path, body) => {
    const argv = ['curl', '--silent', '--show-error', '--max-time', '20', '-X', method, `http://127.0.0.1:${server.port}${path}`]
    argv.push('-H', `authorization: Bearer ${server.hostKey}`, '-H', 'accept: application/json')
    if (body) argv.push('-H', 'content-type: application/json', '-d', JSON.stringify(body))
    const [command, ...args] = place ? place.exec(argv) : argv
    const answer = execFileSync(command, args, { encoding: 'utf8' })
    return answer ? JSON.parse(answer) : null
  }
}

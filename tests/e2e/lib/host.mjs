// Requests of the host, sent by curl, also from inside a network namespace.
import { execFileSync } from 'node:child_process'

/** A function that sends a request with the host key to a server and returns the parsed answer; `computer`: the server's namespace. */
export function asHost(server, computer) {
  return (method, path, body) => {
    const argv = ['curl', '--silent', '--show-error', '--max-time', '20', '-X', method, `http://127.0.0.1:${server.port}${path}`]
    argv.push('-H', `authorization: Bearer ${server.hostKey}`, '-H', 'accept: application/json')
    if (body) argv.push('-H', 'content-type: application/json', '-d', JSON.stringify(body))
    const [command, ...args] = computer ? computer.exec(argv) : argv
    const answer = execFileSync(command, args, { encoding: 'utf8' })
    return answer ? JSON.parse(answer) : null
  }
}

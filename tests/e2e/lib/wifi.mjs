// A network of a story's own between phones and the host, which can fail as Wi-Fi does: nothing passes, and nobody is told.
import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/** While it is `down`, what is sent is lost. Lines that went deaf stay so; new ones pass. */
export async function makeWifi() {
  const lines = new Set()
  let down = false
  let port
  const hangUp = () => lines.forEach(({ phone }) => phone.destroy())
  const listener = createServer((phone) => {
    const host = connect(port, '127.0.0.1')
    const line = { phone, deaf: false }
    lines.add(line)
    for (const [from, to] of [[phone, host], [host, phone]]) {
      from.on('data', (bytes) => down || line.deaf || to.write(bytes))
      from.on('error', () => {})
      from.on('close', () => {
        lines.delete(line)
        to.destroy()
      })
    }
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  return {
    url: `http://127.0.0.1:${listener.address().port}`,
    leadsTo: (host) => (port = host),
    goesDown: () => (down = true),
    comesBack() {
      hangUp()
      down = false
    },
    /** As for a phone that has slept: the lines it has are dead, though nobody has said so. */
    forgetsLines: () => lines.forEach((line) => (line.deaf = true)),
    close() {
      hangUp()
      listener.close()
    },
  }
}

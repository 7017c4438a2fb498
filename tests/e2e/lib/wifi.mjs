// A proxy between phones and the host that can fail as Wi-Fi does: bytes are lost, and no connection is closed.
import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/** Starts the proxy. While it is down, all bytes are lost. Dead connections stay dead; new ones work. */
export async function makeWifi() {
  const connections = new Set()
  let isDown = false
  let port
  const hangUp = () => connections.forEach(({ phone }) => phone.destroy())
  const listener = createServer((phone) => {
    const host = connect(port, '127.0.0.1')
    const connection = { phone, isDead: false }
    connections.add(connection)
    for (const [from, to] of [[phone, host], [host, phone]]) {
      from.on('data', (bytes) => isDown || connection.isDead || to.write(bytes))
      from.on('error', () => {})
      from.on('close', () => {
        connections.delete(connection)
        to.destroy()
      })
    }
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  return {
    url: `http://127.0.0.1:${listener.address().port}`,
    leadsTo: (host) => (port = host),
    goesDown: () => (isDown = true),
    comesBack() {
      hangUp()
      isDown = false
    },
    /** Makes all present connections dead without closing them, as for a phone that has slept. */
    forgetsLines: () => connections.forEach((connection) => (connection.isDead = true)),
    close() {
      hangUp()
      listener.close()
    },
  }
}

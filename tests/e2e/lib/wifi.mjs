// A proxy between phones and the host that can fail as Wi-Fi does: bytes are lost, and no connection is closed.
import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/** Starts the proxy. After `fail` all bytes are lost; `recover` closes the present connections and forwards those of new ones. */
export async function makeWifi() {
  const connections = new Set()
  let isFailing = false
  let port
  const closeAll = () => connections.forEach(({ phone }) => phone.destroy())
  const listener = createServer((phone) => {
    const host = connect(port, '127.0.0.1')
    const connection = { phone, isDead: false }
    connections.add(connection)
    for (const [from, to] of [[phone, host], [host, phone]]) {
      from.on('data', (bytes) => isFailing || connection.isDead || to.write(bytes))
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
    /** Sets the port of the host, on this computer. */
    forwardTo: (hostPort) => (port = hostPort),
    fail: () => (isFailing = true),
    recover() {
      closeAll()
      isFailing = false
    },
    /** Makes all present connections dead without closing them, as for a phone that has slept. */
    killConnections: () => connections.forEach((connection) => (connection.isDead = true)),
    close() {
      closeAll()
      listener.close()
    },
  }
}

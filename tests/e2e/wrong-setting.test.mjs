// The desktop app accepts the commands of the headless server, and reports wrong settings in a dialog, because its standard error is
// not visible.
import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { scratch } from './lib/scratch.mjs'
import { program } from './lib/server.mjs'
import { startScreen, until } from './lib/window.mjs'

describe('the app and its settings', () => {
  let screen, home, environment

  before(async () => {
    screen = await startScreen()
    home = scratch('home-')
    environment = { ...process.env, DISPLAY: screen.display, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent', LANG: 'C' }
  })

  after(() => screen?.stop())

  const xdotool = (...argv) => execFileSync('xdotool', argv, { env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const dialog = () =>
    until('the dialog is shown', () => {
      try {
        return xdotool('search', '--onlyvisible', '--name', 'Handsup cannot run').split('\n')[0]
      } catch {
        return null
      }
    })

  const production = { HANDSUP_ENV: 'production', SECRET_KEY: '0123456789abcdef0123456789abcdef' }
  // The last setting is valid, but no database listens there: the headless server waits for one, the app reports it.
  for (const [name, value, otherSettings] of [
    ['PORT', 'often'],
    ['NO_MDNS', 'perhaps'],
    ['HOST_KEY', '1', production],
    ['DATABASE_URL', 'postgres://nobody@127.0.0.1:1/nothing', { SECRET_KEY: production.SECRET_KEY, HOST_KEY: '0123456789abcdef0123456789abcdef' }],
  ]) {
    test(`${name}=${value} is reported in a dialog, and ends the app`, async (t) => {
      const child = spawn(program('handsup'), { env: { ...environment, ...otherSettings, [name]: value }, stdio: ['ignore', 'ignore', 'pipe'] })
      t.after(() => child.kill('SIGKILL'))
      let said = ''
      child.stderr.on('data', (chunk) => (said += chunk))
      const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve([code, signal])))
      const window = await dialog()
      screen.picture(`wrong-setting-${name}`)
      xdotool('windowfocus', '--sync', window, 'key', 'Return')
      assert.deepEqual(await ended, [1, null], said)
    })
  }

  test('the app has the commands of the headless server, and they do not touch its data', () => {
    const untouched = scratch('home-')
    const env = { ...environment, XDG_DATA_HOME: untouched, XDG_CONFIG_HOME: untouched }
    const run = (...argv) => spawnSync(program('handsup'), argv, { env, encoding: 'utf8', timeout: 60_000 })
    const missing = run('verify', '/nowhere.db')
    assert.deepEqual([missing.status, missing.stderr.includes('/nowhere.db')], [2, true], missing.stderr)
    const unknown = run('verfy', '/nowhere.db')
    assert.equal(unknown.status, 2)
    for (const command of ['verify', 'migrate', 'import', 'rehearse', 'host-link', 'new-host-key']) assert.ok(unknown.stderr.includes(command), unknown.stderr)
    assert.match(run('--print-config').stdout, /org\.handsup\.desktop/)
    assert.match(run('--version').stdout, /^handsup/)
    assert.equal(run('host-link').status, 1, 'nothing has started on these data')
    const rehearsal = run('rehearse', '--phones', '5', '--seconds', '1', '--kind', 'ranking')
    assert.equal(rehearsal.status, 0, rehearsal.stdout + rehearsal.stderr)
    assert.match(rehearsal.stdout, /exact: 5 votes were acknowledged/)
    assert.deepEqual(readdirSync(untouched), [])
  })
})

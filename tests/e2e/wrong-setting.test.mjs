// The app is a program of its own and the headless one beside it: it takes the same commands, and says in a window, not
// where nobody looks, what is wrong with its settings.
import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { scratch } from './lib/scratch.mjs'
import { program } from './lib/server.mjs'
import { startScreen, until } from './lib/window.mjs'

describe('the app and its settings', () => {
  let screen, home, surroundings

  before(async () => {
    screen = await startScreen()
    home = scratch('home-')
    surroundings = { ...process.env, DISPLAY: screen.display, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent', LANG: 'C' }
  })

  after(() => screen?.stop())

  const keys = (...argv) => execFileSync('xdotool', argv, { env: surroundings, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const dialog = () =>
    until('a dialog says so', () => {
      try {
        return keys('search', '--onlyvisible', '--name', 'Handsup cannot run').split('\n')[0]
      } catch {
        return null
      }
    })

  const production = { HANDSUP_ENV: 'production', SECRET_KEY: '0123456789abcdef0123456789abcdef' }
  // Of the last one nothing is wrong but that nobody is there: a server waits for that, a person does not.
  for (const [name, value, more] of [
    ['PORT', 'often'],
    ['NO_MDNS', 'perhaps'],
    ['HOST_KEY', '1', production],
    ['DATABASE_URL', 'postgres://nobody@127.0.0.1:1/nothing', { SECRET_KEY: production.SECRET_KEY, HOST_KEY: '0123456789abcdef0123456789abcdef' }],
  ]) {
    test(`${name}=${value} is told in a dialog, and ends the app`, async (t) => {
      const child = spawn(program('handsup'), { env: { ...surroundings, ...more, [name]: value }, stdio: 'ignore' })
      t.after(() => child.kill('SIGKILL'))
      const ended = new Promise((resolve) => child.once('exit', resolve))
      const window = await dialog()
      screen.picture(`wrong-setting-${name}`)
      keys('windowfocus', '--sync', window, 'key', 'Return')
      assert.equal(await ended, 1)
    })
  }

  test('commands are those of the headless program, and touch no data of the app', () => {
    const untouched = scratch('home-')
    const env = { ...surroundings, XDG_DATA_HOME: untouched, XDG_CONFIG_HOME: untouched }
    const run = (...argv) => spawnSync(program('handsup'), argv, { env, encoding: 'utf8', timeout: 20_000 })
    const nothing = run('verify', '/nowhere.db')
    assert.deepEqual([nothing.status, nothing.stderr.includes('/nowhere.db')], [2, true], nothing.stderr)
    const unknown = run('verfy', '/nowhere.db')
    assert.equal(unknown.status, 2)
    for (const known of ['verify', 'migrate', 'import', 'rehearse', 'host-link', 'new-host-key']) assert.ok(unknown.stderr.includes(known), unknown.stderr)
    assert.match(run('--print-config').stdout, /org\.handsup\.desktop/)
    assert.match(run('--version').stdout, /^handsup/)
    assert.equal(run('host-link').status, 1, 'nothing has started on these data')
    assert.deepEqual(readdirSync(untouched), [])
  })
})

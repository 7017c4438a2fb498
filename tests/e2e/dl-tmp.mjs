import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openWindow, startScreen, until } from './lib/window.mjs'
const screen = await startScreen()
const home = mkdtempSync(join(tmpdir(), 'dl-'))
const window = await openWindow({ display: screen.display, home, env: { HOME: home, BIND: '127.0.0.1:0' } })
await window.type('textarea', 'Shall we have lunch outside?')
await window.type('textarea', '\uE007')
await until('open', async () => (await window.find('.actions')).length > 0)
await window.run(`[...document.querySelectorAll('header .btn')].find((b) => b.textContent.trim() === 'Results').click()`)
await until('dialog', async () => (await window.find('dialog[open]')).length > 0)
screen.picture('tmp-dialog')
await window.run(`document.querySelector('dialog a[href*="format=csv"][href*="export"]').click()`)
const X = { env: { ...process.env, DISPLAY: screen.display } }
await until('a save dialog', () => { try { return execFileSync('xwininfo', ['-root', '-tree'], X).toString().match(/"Save"/) } catch { return null } })
await new Promise((r) => setTimeout(r, 700))
screen.picture('tmp-save')
const id = execFileSync('xdotool', ['search', '--name', '^Save$'], X).toString().trim().split('\n')[0]
execFileSync('xdotool', ['windowfocus', id], X)
execFileSync('xdotool', ['key', '--window', id, 'ctrl+a'], X)
execFileSync('xdotool', ['type', '--window', id, join(home, 'out.csv')], X)
execFileSync('xdotool', ['key', '--window', id, 'Return'], X)
await until('saved', () => readdirSync(home).includes('out.csv'))
console.log(readFileSync(join(home, 'out.csv'), 'utf8').slice(0, 120))
console.log('left in tmp:', readdirSync(tmpdir()).filter((n) => /^handsup-[0-9a-f-]{36}$/.test(n)))
await window.run(`[...document.querySelectorAll('dialog .btn')].find((b) => b.textContent.includes('Copy the chart')).click()`)
await until('copied', async () => /Copied|does not let/.test(await window.text('dialog')))
console.log((await window.text('dialog')).match(/Copied|does not let.*/)[0])
try { console.log(execFileSync('xclip', ['-selection', 'clipboard', '-t', 'TARGETS', '-o'], X).toString()) } catch (e) { console.log('xclip', e.message.slice(0, 80)) }
await window.close(); screen.stop(); process.exit(0)

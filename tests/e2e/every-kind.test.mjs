// A meeting of every kind of answer: the host's window composes each, a projector shows it, and five phones answer, each in its own way:
// two by tapping, one by keyboard alone with what a screen reader announces, one without JavaScript, one in German. All of them show the
// same figures, the exports contain these, and each vote is in the result.
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openBrowser, phoneSize, picture, windowSize } from './lib/browser.mjs'
import { asHost } from './lib/host.mjs'
import { makeRoom, whyNoNamespaces } from './lib/netns.mjs'
import { artefacts, startServer } from './lib/server.mjs'
import { until } from './lib/window.mjs'

describe('a meeting of every kind', { skip: whyNoNamespaces() ?? false, concurrency: 1 }, () => {
  let room, server, host, ask, meeting, consolePage, projector
  const browsers = []
  const [TAP, TAP_TOO, KEYS, PLAIN, GERMAN] = [0, 1, 2, 3, 4]
  const phones = []
  /** What the phone with the screen reader was told since it was last asked. */
  let told = []

  const openPage = async (browser, options, address) => {
    const context = await browser.newContext(options)
    context.setDefaultTimeout(15_000)
    const page = await context.newPage()
    await page.goto(address)
    return page
  }

  before(async () => {
    room = makeRoom(5)
    server = await startServer({ bind: '0.0.0.0:4242', exec: room.host.exec })
    ask = asHost(server, room.host)
    host = await openBrowser(room.host)
    meeting = ask('POST', '/api/meetings', { name: 'Every kind' })
    consolePage = await openPage(host, windowSize, server.hostLink)
    projector = await openPage(host, { viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' }, `${server.url}/screen/${meeting.join_code}`)
    for (const [n, computer] of room.phones.entries()) {
      browsers.push(await openBrowser(computer))
      const own = { [PLAIN]: { javaScriptEnabled: false }, [GERMAN]: { locale: 'de-DE' } }[n]
      phones.push(await openPage(browsers[n], { ...phoneSize, ...own }, `http://${room.host.address}:4242/m/${meeting.join_code}`))
      if (n !== PLAIN) await phones[n].locator('.link.ok').waitFor()
    }
    await phones[KEYS].exposeFunction('tell', (text) => told.push(text))
    await phones[KEYS].evaluate(() =>
      new MutationObserver((records) => {
        for (const { addedNodes } of records) for (const { textContent } of addedNodes) window.tell(textContent)
      }).observe(document.querySelector('.sr[aria-live]'), { childList: true }),
    )
  })

  after(async () => {
    await Promise.all([host, ...browsers].map((browser) => browser?.close()))
    await server?.stop()
    room?.remove()
  })

  const results = () => ask('GET', '/api/console').staged
  /** Composes a question in the window, and opens it. `fill` sets what the kind needs. */
  const compose = async (question, fill) => {
    if (!(await consolePage.getByLabel('Question', { exact: true }).isVisible())) await consolePage.keyboard.press('a')
    await consolePage.getByLabel('Question', { exact: true }).fill(question)
    await fill()
    await consolePage.getByRole('button', { name: /^Start voting/ }).click()
    await consolePage.getByRole('heading', { name: question }).waitFor()
    await projector.getByRole('heading', { name: question }).waitFor()
    await phones[PLAIN].reload()
    for (const phone of phones) await phone.getByRole('heading', { name: question }).waitFor()
  }
  const choose = (name) => consolePage.getByRole('button', { name, exact: true }).click()
  const options = async (...texts) => {
    for (const [n, text] of texts.entries()) await consolePage.getByRole('textbox', { name: /^Option/ }).nth(n).fill(text)
  }
  const more = async (name) => {
    await consolePage.locator('form details summary').click()
    await consolePage.getByRole('switch', { name }).check()
  }
  const submit = async (n) => {
    const button = phones[n].locator('.foot .go')
    if (n === KEYS) {
      await button.focus()
      await phones[n].keyboard.press('Enter')
    } else await button.click()
    await phones[n].locator('.counted').waitFor()
  }
  /** Phones answer one after the other; `answers` say how, by phone. */
  const vote = async (...answers) => {
    for (const [n, answer] of answers.entries()) {
      await answer(phones[n])
      // The button of an abstention without JavaScript sends the form itself.
      if (!(await phones[n].locator('.counted').count())) await submit(n)
    }
  }
  /** The figures of a kind on a page with a script. */
  const FIGURES = { single: '.share > span:last-child', multiple: '.share > span:last-child', rating: '.histogram .value', grid: '.grid .figure b', ranking: '.ranked .figure', points: '.ranked .figure', number: '.median b', words: '.wordlist bdi, .cloud bdi', text: '.said .answers' }
  const decimal = (n, least = 1, most = 2) => n.toLocaleString('en', { minimumFractionDigits: least, maximumFractionDigits: most })
  const percent = (shares) => shares.map((share) => (share / 100).toLocaleString('en', { style: 'percent', minimumFractionDigits: shares.some((one) => one % 1) ? 1 : 0 }))
  const points = (n) => `${decimal(n, 0)} point${n === 1 ? '' : 's'}`
  /** What pages have to show of an exported round. */
  const expected = ({ kind, unit }, round) =>
    ({
      single: () => percent(round.percentages),
      multiple: () => percent(round.percentages),
      rating: () => round.vote_counts.map((count) => (count ? `${count}` : '')),
      grid: () => round.grid.map(({ mean }) => decimal(mean)),
      ranking: () => [...round.ranking].sort((one, other) => one.place - other.place).map((row) => points(row.points)),
      points: () => round.points.map(({ mean }) => decimal(mean, 1, 1)),
      number: () => [`${decimal(Number(round.number.median), 0)}\u00a0${unit}`],
      words: () => round.words.map(({ text }) => text),
      text: () => [`${round.answers} answers${round.hidden ? `, ${round.hidden} hidden by the host` : ''}`],
    })[kind]()

  /** Closes the vote and compares all screens with the export; each phone has found its vote in the result. `outcome`: what the screen
   *  reader is told. */
  const closesWith = async (outcome, blank = 0, isChecked = true) => {
    told = []
    await consolePage.keyboard.press('PageDown')
    await phones[TAP].getByText('Voting has ended').first().waitFor()
    const poll = results()
    const { polls } = ask('GET', `/api/polls/${poll.poll_code}/export?format=json`)
    const [round] = polls[0].rounds
    assert.deepEqual([round.total_votes, round.blank ?? 0], [5, blank])
    const figures = expected(poll, round)
    assert.ok(figures.length)
    for (const [where, page] of Object.entries({ projector, tapped: phones[TAP], keys: phones[KEYS] }))
      await until(`${where} shows ${figures}`, async () => (await page.locator(FIGURES[poll.kind]).allInnerTexts()).map((text) => text.trim()).join('|') === figures.join('|'))
    await phones[PLAIN].reload()
    const plain = (await phones[PLAIN].locator('main').innerText()).replace(/[\u00a0\s]+/g, ' ')
    for (const figure of figures) assert.ok(plain.includes(figure.replace(/\u00a0/g, ' ')), `${figure} in ${plain}`)
    const details = (page) => page.locator('.ranked small, .histogram .line, .drawn-line text').allTextContents()
    assert.deepEqual(await details(phones[PLAIN]), await details(phones[TAP]))
    await until('the outcome is announced', async () => told.some((text) => outcome.test(text))).catch(() => assert.match(told.join('\n'), outcome))
    if (isChecked) await votesAreChecked()
    const recount = ask('GET', `/api/polls/${poll.poll_code}/recount`)
    assert.deepEqual([recount.findings, recount.votes], [[], 5])
    await picture(projector, `every-kind-projector-${poll.kind}`)
    await picture(phones[TAP], `every-kind-phone-${poll.kind}`)
    await picture(phones[PLAIN], `every-kind-plain-${poll.kind}`)
    await picture(consolePage, `every-kind-console-${poll.kind}`)
  }
  const votesAreChecked = async () => {
    for (const n of [TAP, TAP_TOO, KEYS]) await phones[n].getByText('Checked: your vote is in the result').first().waitFor()
    await phones[GERMAN].locator('.checked').waitFor()
  }
  const tapOption = (text) => (page) => page.locator('label.opt', { hasText: text }).first().click()
  /** Chooses a radio button by keyboard. */
  const keyRadio = (name, group) => async (page) => {
    await (group ? page.getByRole('group', { name: group }) : page).getByRole('radio', { name }).first().focus()
    await page.keyboard.press('Space')
  }

  test('a choice, from which one phone abstains', async () => {
    await compose('Shall we?', async () => {
      await options('Yes', 'No')
      await more('Phones may abstain')
    })
    const abstain = (page) => page.locator('.btn.blank').click()
    await vote(tapOption('Yes'), tapOption('No'), keyRadio('A Yes'), abstain, tapOption('Yes'))
    assert.match(await phones[PLAIN].locator('.counted').innerText(), /You abstained/)
    await closesWith(/Results: A Yes, 60%, 3 votes/, 1)
    await projector.getByText('1 abstained').waitFor()
  })

  test('several choices, in an order of each phone’s own', async () => {
    await compose('Which topics?', async () => {
      await options('Budget', 'Hiring', 'Office')
      await consolePage.getByRole('switch', { name: /several/i }).check()
      await more('Each phone shows the options in its own order')
    })
    const keys = async (page) => {
      for (const name of ['A Budget', 'C Office']) {
        await page.getByRole('checkbox', { name }).focus()
        await page.keyboard.press('Space')
      }
    }
    const both = async (page) => {
      await tapOption('Budget')(page)
      await tapOption('Hiring')(page)
    }
    await vote(tapOption('Budget'), both, keys, tapOption('Office'), both)
    await closesWith(/Results: A Budget, 80%, 4 votes/)
    for (const page of [consolePage, projector, phones[TAP], phones[PLAIN]]) await page.getByText('percentages of voters').waitFor()
    await phones[GERMAN].getByText('Prozent der Abstimmenden').waitFor()
  })

  test('a scale with words', async () => {
    await compose('We should meet less.', async () => {
      await choose('Rating 1–5')
      await choose('Agree or disagree')
    })
    await vote(tapOption('Strongly agree'), tapOption('Neither'), keyRadio('4 Agree'), tapOption('Disagree'), (page) => page.locator('label.opt').nth(4).click())
    await closesWith(/Results: 3\.6 on average, median 4, 5 votes/)
  })

  test('a grid', async () => {
    await compose('How is it?', async () => {
      await choose('Grid')
      await options('Clear', 'Short')
    })
    const line = (page, name) => page.getByRole('group', { name })
    const mark = async (page, name, n) => line(page, name).locator('label.opt', { hasText: `${n}` }).click()
    const marks = (clear, short) => async (page) => {
      await mark(page, 'Clear', clear)
      await mark(page, 'Short', short)
    }
    const keys = async (page) => {
      await keyRadio('4', 'Clear')(page)
      await keyRadio('2', 'Short')(page)
    }
    await vote(marks(5, 1), marks(4, 2), keys, marks(3, 3), marks(5, 5))
    await closesWith(/Results: Clear 4\.2, Short 2\.6\./)
  })

  test('a ranking', async () => {
    await compose('In which order?', async () => {
      await choose('Ranking')
      await options('Solar', 'Wind', 'Sea')
    })
    const pick = (...names) => async (page) => {
      for (const name of names) await page.locator('.pick', { hasText: name }).click()
    }
    const keys = async (page) => {
      for (const name of ['B Wind', 'A Solar']) {
        await page.getByRole('button', { name, exact: true }).focus()
        await page.keyboard.press('Enter')
      }
    }
    const places = (...names) => async (page) => {
      for (const [at, name] of names.entries()) await page.getByRole('combobox', { name: `Place of ${name}` }).selectOption(`${at + 1}`)
    }
    await vote(pick('Wind', 'Solar', 'Sea'), pick('Sea', 'Wind'), keys, places('Wind', 'Sea', 'Solar'), pick('Solar', 'Wind'))
    await closesWith(/Results: B Wind first, 8 points\. B Wind beats every other one/)
  })

  test('points', async () => {
    await compose('What is worth what?', async () => {
      await choose('Points')
      await options('Roof', 'Cellar')
      await consolePage.getByRole('textbox', { name: 'Points for each phone' }).fill('10')
    })
    const give = (roof, cellar) => async (page) => {
      const fields = page.locator('.dial input')
      await fields.nth(0).fill(`${roof}`)
      await fields.nth(1).fill(`${cellar}`)
    }
    const press = async (page) => {
      for (let n = 0; n < 4; n++) await page.getByRole('button', { name: 'Roof: 1 more' }).click()
    }
    const keys = async (page) => {
      await page.getByRole('textbox', { name: 'A Roof' }).focus()
      for (let n = 0; n < 3; n++) await page.keyboard.press('ArrowUp')
    }
    await vote(press, give(0, 10), keys, give(5, 5), give(7, 3))
    await closesWith(/Results: A Roof 3\.8, B Cellar 3\.6\./)
  })

  test('a number, with its right answer', async () => {
    await compose('How far?', async () => {
      await choose('Number')
      for (const [name, typed] of [['Least', '0'], ['Most', '1000'], ['Right answer', '42'], ['Still right if off by', '1'], ['Unit', 'km']])
        await consolePage.getByRole('textbox', { name }).fill(typed)
    })
    const type = (text) => (page) => page.locator('input[name=number]').fill(text)
    const keys = async (page) => {
      await page.getByRole('textbox', { name: 'Your number' }).focus()
      await page.keyboard.type('42')
    }
    await vote(type('41'), type('900'), keys, type('50'), type('43'))
    // The proof names the right answer: phones check once it is shown.
    await closesWith(/Results: median 43\skm, middle half 42\skm to 50\skm, 5 answers/, 0, false)
    assert.equal(await projector.getByText('right answer').count(), 0)
    await consolePage.keyboard.press('PageDown')
    await projector.getByText('right answer: 42\u00a0km (± 1)').waitFor()
    await phones[GERMAN].getByText('richtige Antwort: 42\u00a0km (± 1)').first().waitFor()
    await votesAreChecked()
    assert.equal(results().right.answers, 3)
  })

  const moderation = () => consolePage.getByRole('region', { name: 'What the room writes' })
  const write = (...texts) => async (page) => {
    for (const [at, text] of texts.entries()) await page.locator('.written .field').nth(at).fill(text)
  }

  test('words, which wait for the host while a projector shows them', async () => {
    await compose('What comes to mind?', () => choose('Word cloud'))
    const keys = async (page) => {
      await page.getByRole('textbox', { name: 'Word 1' }).focus()
      await page.keyboard.type('freedom')
    }
    await vote(write('Freedom', 'Coffee'), write('FREEDOM!', 'Nonsense'), keys, write('“Freedom”', 'Trees'), write('Freedom', 'Tree', 'coffee'))
    await moderation().getByText('5 wait for you').waitFor()
    assert.equal(await projector.locator('.cloud bdi').count(), 0)
    for (const page of [projector, phones[TAP], phones[KEYS]]) assert.doesNotMatch(await page.locator('main').innerText(), /Nonsense/)
    const row = (text) => moderation().getByRole('listitem').filter({ has: consolePage.getByText(text, { exact: true }) })
    await row('Nonsense').focus()
    await consolePage.keyboard.press('x')
    await moderation().getByText('4 wait for you').waitFor()
    await row('Freedom').focus()
    await consolePage.keyboard.press('Enter')
    await projector.locator('.cloud').getByText('Freedom', { exact: true }).waitFor()
    await row('Trees').or(row('Tree')).getByRole('button', { name: 'Merge' }).click()
    await moderation().getByText(/^with “Trees?”/).waitFor()
    await closesWith(/Results: Freedom 5, coffee 2, Trees? 2\. 5 answers, 1 hidden by the host/i)
    assert.ok(!JSON.stringify(ask('GET', `/api/polls/${results().poll_code}/export?format=json`)).includes('Nonsense'))
    await consolePage.locator('header').getByRole('button', { name: 'Results' }).click()
    const saves = async (name) => {
      const [file] = await Promise.all([consolePage.waitForEvent('download'), consolePage.getByRole('button', { name, exact: true }).click()])
      return readFile(await file.path())
    }
    const svg = (await saves('Cloud as SVG')).toString()
    assert.deepEqual([...svg.matchAll(/>([^<\n]+)<\/text>/g)].map(([, text]) => text.toLowerCase().replace('trees', 'tree')),
      ['what comes to mind?', 'freedom', 'coffee', 'tree', '5 answers, 1 hidden by the host'])
    const png = await saves('Cloud as PNG')
    assert.deepEqual([png.toString('latin1', 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)], ['PNG', 1920, 1080])
    if (process.env.PICTURES) await writeFile(join(artefacts, 'every-kind-cloud.png'), png)
    await consolePage.keyboard.press('Escape')
  })

  test('open answers, of which one is erased', async () => {
    await compose('What should change?', () => choose('Open answers'))
    const keys = async (page) => {
      await page.getByRole('textbox', { name: 'Your answer' }).focus()
      await page.keyboard.type('Longer breaks')
    }
    await vote(write('More time'), write('Somebody is an oaf'), keys, write('A room with windows'), write('More time'))
    await moderation().getByRole('button', { name: 'Show all 4' }).click()
    await projector.locator('.cards').getByText('More time').waitFor()
    await moderation().getByRole('button', { name: 'Erase: Somebody is an oaf' }).click()
    await consolePage.locator('dialog[open]').getByRole('button', { name: 'Erase' }).click()
    await until('the card is gone', async () => !(await projector.locator('main').innerText()).includes('oaf'))
    await closesWith(/5 answers, 1 hidden by the host/)
    assert.ok(!JSON.stringify(ask('GET', `/api/polls/${results().poll_code}/log`)).includes('oaf'))
    await phones[PLAIN].getByRole('link', { name: 'Read the answers' }).click()
    await phones[PLAIN].getByText('from 2 voters').waitFor()
    await picture(phones[PLAIN], 'every-kind-answers')
    await phones[PLAIN].getByRole('link', { name: 'Back to the question' }).click()
  })

  test('the printed report and the table contain what was shown', async () => {
    await consolePage.locator('header').getByRole('button', { name: 'Results' }).click()
    await consolePage.locator('dialog[open] a.go').click()
    await consolePage.waitForURL('**/report?*')
    const printed = (await consolePage.locator('body').innerText()).replace(/\u00a0/g, ' ')
    for (const text of ['Shall we?', '60.0%', 'Abstained 1', '4 Agree', 'Clear', '4.2', 'Solar', 'Beats every other', 'Roof', '3.8', 'Median 43', 'Freedom', 'A room with windows'])
      assert.ok(printed.includes(text), `${text} in ${printed}`)
    await picture(consolePage, 'every-kind-report')
    const polls = ask('GET', `/api/meetings/${meeting.join_code}/export?format=json`).polls
    assert.deepEqual(polls.map(({ kind, rounds }) => [kind, rounds[0].total_votes]), ['single', 'multiple', 'rating', 'grid', 'ranking', 'points', 'number', 'words', 'text'].map((kind) => [kind, 5]))
  })
})

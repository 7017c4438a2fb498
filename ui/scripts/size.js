// Checks the size of every page's JavaScript: all that it may ever load, as gzip.
import { readFileSync, statSync } from 'node:fs';

const DIST = new URL('../dist/', import.meta.url).pathname;
/** Bytes a page. The voter's page is loaded by a whole room at once, the console by the host's own computer. */
const BUDGETS = {
  vote: 43_400,
  share: 1_500,
  enter: 3_000,
  report: 1_500,
  sheets: 1_500,
  questions: 15_500,
  screen: 52_000,
  // With its own steps, and what they ask.
  bar: 33_000,
  moderate: 45_000,
  remote: 25_000,
  // With the presenter’s view: the strip, the bar, the list of commands, the wall and what comes next; the list with which the start is
  // announced; and the steps of keys that are pressed in front of other programs.
  host: 149_000,
};
/** Bytes of one kind of poll, which the voter's page loads with the first poll of that kind, beside its own. */
const KIND = 4_300;
/** Bytes of the kinds' texts in one language, which the page of a poll of such a kind contains, and other pages load with the first. */
const TEXTS = 2_100;
/** Bytes of all the console's dialogs together, each loaded when it is opened. */
const DIALOGS = 27_400;
/** The panel with the room's questions, which the console loads when it is first shown, and its bytes; part of them is shared with the
 *  list below. */
const BOARD = 'src/host/board/Panel.svelte';
const BOARD_BUDGET = 8_000;
/** The list of what voters have written, which the console loads with the first poll of texts, and its bytes. */
const MODERATION = 'src/host/poll/Texts.svelte';
const MODERATION_BUDGET = 5_000;
/** The part of the voter's page that a phone loads once it has voted, and its bytes: the list of its votes, and the check that they are in the results. */
const CHECK = 'src/vote/check/index.ts';
const CHECK_BUDGET = 4_900;

const manifest = JSON.parse(readFileSync(`${DIST}manifest.json`, 'utf8'));
const isKind = (key) => /^src\/kinds\/\w+\/(phone\.ts|\w+\.svelte)$/.test(key);
const isTexts = (key) => key.endsWith('.kinds.json');
const isDialog = (key) => key.endsWith('.svelte') && !isKind(key) && key !== BOARD && key !== MODERATION;
/** Whether a chunk that is loaded later has a budget of its own. */
const isApart = (key) => isDialog(key) || isKind(key) || isTexts(key) || [CHECK, BOARD, MODERATION].includes(key);

function filesOf(key, seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  const later = (chunk.dynamicImports ?? []).filter((next) => !isApart(next));
  for (const next of [...(chunk.imports ?? []), ...later]) filesOf(next, seen);
  return seen;
}

function check(name, chunks, budget) {
  const files = [...chunks].filter((file) => file.endsWith('.js'));
  const bytes = files.reduce((sum, file) => sum + statSync(`${DIST}${file}.gz`).size, 0);
  const fits = files.length > 0 && bytes <= budget;
  if (!fits) process.exitCode = 1;
  const files_ = `${files.length} file${files.length === 1 ? '' : 's'}`;
  console.log(`${fits ? 'ok  ' : 'FAIL'} ${name}: ${bytes} bytes of gzip JavaScript in ${files_} (budget ${budget})`);
}

/** Checks what these chunks load beside a page that is loaded already. */
function checkBeside(name, keys, page, budget) {
  const known = filesOf(page);
  const files = new Set(keys.flatMap((key) => [...filesOf(key)]));
  check(
    name,
    [...files].filter((file) => !known.has(file)),
    budget,
  );
}

for (const [entry, budget] of Object.entries(BUDGETS)) check(entry, filesOf(`src/${entry}/main.ts`), budget);
const kinds = Object.keys(manifest).filter((key) => isKind(key) && key.endsWith('/phone.ts'));
if (!kinds.length) process.exitCode = 1;
for (const key of kinds) checkBeside(key.split('/')[2], [key], 'src/vote/main.ts', KIND);
for (const key of Object.keys(manifest).filter(isTexts))
  checkBeside(key.split('/')[1], [key], 'src/vote/main.ts', TEXTS);
checkBeside('the console’s dialogs', Object.keys(manifest).filter(isDialog), 'src/host/main.ts', DIALOGS);
checkBeside('the room’s questions', [BOARD], 'src/host/main.ts', BOARD_BUDGET);
checkBeside('what voters have written', [MODERATION], 'src/host/main.ts', MODERATION_BUDGET);
checkBeside('the check of a vote', [CHECK], 'src/vote/main.ts', CHECK_BUDGET);

// Checks the size of every page's JavaScript: all that it may ever load, as gzip.
import { readFileSync, statSync } from 'node:fs';

const DIST = new URL('../dist/', import.meta.url).pathname;
/** Bytes a page. The voter's page is loaded by a whole room at once, the console by the host's own computer. */
const BUDGETS = {
  vote: 40_000,
  share: 1_500,
  enter: 3_000,
  report: 1_500,
  sheets: 1_500,
  screen: 45_000,
  host: 123_000,
};
/** Bytes of all the console's dialogs together, each loaded when it is opened. */
const DIALOGS = 20_000;

const manifest = JSON.parse(readFileSync(`${DIST}manifest.json`, 'utf8'));
const isDialog = (key) => key.endsWith('.svelte');

function filesOf(key, seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  const later = (chunk.dynamicImports ?? []).filter((next) => !isDialog(next));
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

for (const [entry, budget] of Object.entries(BUDGETS)) check(entry, filesOf(`src/${entry}/main.ts`), budget);
const dialogs = Object.keys(manifest).filter(isDialog);
const opened = new Set(dialogs.flatMap((key) => [...filesOf(key)]));
const known = filesOf('src/host/main.ts');
check(
  'the console’s dialogs',
  [...opened].filter((file) => !known.has(file)),
  DIALOGS,
);

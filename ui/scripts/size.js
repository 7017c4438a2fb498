// What a page costs a phone on a busy Wi-Fi: all JavaScript it may ever load, as gzip.
import { readFileSync, statSync } from 'node:fs';

const DIST = new URL('../dist/', import.meta.url).pathname;
/** The voter's page is held to this; the console loads once, on the host's own computer. */
const BUDGETS = { vote: 40_000, share: 1_500, report: 1_500, screen: 45_000, host: 120_000 };

const manifest = JSON.parse(readFileSync(`${DIST}manifest.json`, 'utf8'));

function filesOf(key, seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const next of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]) filesOf(next, seen);
  return seen;
}

for (const [entry, budget] of Object.entries(BUDGETS)) {
  const files = [...filesOf(`src/${entry}/main.ts`)].filter((file) => file.endsWith('.js'));
  const bytes = files.reduce((sum, file) => sum + statSync(`${DIST}${file}.gz`).size, 0);
  const fits = files.length > 0 && bytes <= budget;
  if (!fits) process.exitCode = 1;
  const files_ = `${files.length} file${files.length === 1 ? '' : 's'}`;
  console.log(`${fits ? 'ok  ' : 'FAIL'} ${entry}: ${bytes} bytes of gzip JavaScript in ${files_} (budget ${budget})`);
}

// Builds every page into `dist`: assets under hashed names, each with a `.br` and a `.gz` beside it,
// and one `manifest.json` that tells the server which files a page needs. `--watch` keeps building.
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipAsync } from '@gfx/zopfli';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';
import { faults } from './old-css.js';

const ENTRIES = [
  'vote',
  'host',
  'pages',
  'share',
  'enter',
  'screen',
  'bar',
  'report',
  'sheets',
  'questions',
  'moderate',
  'remote',
];
const DIST = new URL('../dist/', import.meta.url).pathname;
const ASSETS = join(DIST, 'assets');
const watch = process.argv.includes('--watch');

/** The size in bytes up to which gzip is written by Zopfli, which is 3 % smaller than zlib's and slow: all files that phones load. */
const SMALL = 128 * 1024;

/** Compresses at build time, so that the server only sends files. */
async function compress(file) {
  const bytes = await readFile(file);
  const brotli = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
  await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes, brotli));
  const thorough = !watch && bytes.length <= SMALL;
  const packed = thorough ? gzipAsync(bytes, { numiterations: 5 }) : promisify(gzip)(bytes, { level: 9 });
  await writeFile(`${file}.gz`, await packed);
}

async function compressAll() {
  const names = await readdir(ASSETS);
  const plain = names.filter((name) => /\.(js|css|svg)$/.test(name));
  await Promise.all(
    plain.filter((name) => watch || !names.includes(`${name}.br`)).map((name) => compress(join(ASSETS, name))),
  );
}

/** Written under another name first, so that a running server reads either the old or the new file as a whole. */
async function joinManifests() {
  const parts = await Promise.all(
    ENTRIES.map(async (entry) =>
      JSON.parse(await readFile(join(DIST, `manifest.${entry}.json`), 'utf8').catch(() => '{}')),
    ),
  );
  await writeFile(join(DIST, 'manifest.json.new'), JSON.stringify(Object.assign({}, ...parts), null, 2));
  await rename(join(DIST, 'manifest.json.new'), join(DIST, 'manifest.json'));
}

async function finish() {
  await compressAll();
  await joinManifests();
}

/** Fails on styles that phones of 2019 do not know. */
async function checkStyles() {
  const manifest = JSON.parse(await readFile(join(DIST, 'manifest.json'), 'utf8'));
  const sheets = ['vote', 'pages'].flatMap((entry) => manifest[`src/${entry}/main.ts`].css);
  for (const sheet of sheets) {
    const found = faults(await readFile(join(DIST, sheet), 'utf8'));
    if (found.length) throw new Error(`Safari 13 and Chrome 80 do not know: ${found.join('; ')}`);
  }
}

async function buildEntry(entry) {
  process.env.ENTRY = entry;
  const result = await build({ logLevel: 'warn', build: watch ? { watch: {} } : {} });
  if (!('on' in result)) return;
  await new Promise((resolve) => {
    result.on('event', async (event) => {
      if (event.code === 'ERROR') console.error(event.error.message);
      if (event.code !== 'END') return;
      await finish();
      console.log(`${entry}: built`);
      resolve(undefined);
    });
  });
}

if (!watch) await rm(DIST, { recursive: true, force: true });
await mkdir(ASSETS, { recursive: true });
for (const entry of ENTRIES) await buildEntry(entry);
await finish();
if (!watch) await checkStyles();
if (!watch) await Promise.all(ENTRIES.map((entry) => rm(join(DIST, `manifest.${entry}.json`))));

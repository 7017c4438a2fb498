// One entry a build: a page's JavaScript is one file (plus what it loads lazily), and nothing the
// host's console needs weighs on a phone. `scripts/build.js` builds all entries and joins the manifests.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { minifyAgain } from './scripts/minify-again.js';
import { plainImports } from './scripts/plain-imports.js';
import { textOnly } from './scripts/text-only.js';

export default defineConfig(() => {
  const entry = process.env.ENTRY ?? 'vote';
  return {
    // Relative URLs, because the files may be on a CDN.
    base: './',
    publicDir: false as const,
    plugins: [
      textOnly(),
      entry === 'vote' && plainImports(),
      ['vote', 'host', 'questions'].includes(entry) && minifyAgain(),
      svelte({ configFile: false }),
    ],
    build: {
      outDir: 'dist',
      emptyOutDir: false,
      target: 'es2020',
      manifest: `manifest.${entry}.json`,
      modulePreload: false,
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      rolldownOptions: {
        checks: { pluginTimings: false },
        treeshake: {
          // Svelte does not declare which of its modules have side effects when loaded: only these have.
          moduleSideEffects: [{ test: /svelte\/src\/(?!internal\/(flags|disclose))/, sideEffects: false }],
        },
        input: { [entry]: `src/${entry}/main.ts` },
        output: {
          entryFileNames: 'assets/[name]-[hash].js',
          chunkFileNames: 'assets/[name]-[hash].js',
          assetFileNames: 'assets/[name]-[hash][extname]',
          ...(entry === 'vote' && {
            codeSplitting: {
              // Also what several kinds of polls share, which `shared.ts` imports.
              groups: [{ name: 'vote', tags: ['$initial' as const] }],
            },
          }),
        },
      },
    },
    test: { include: ['src/**/*.test.ts'], environment: 'node', setupFiles: ['scripts/page-for-tests.js'] },
  };
});

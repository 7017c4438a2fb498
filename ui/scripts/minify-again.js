// What phones and the console load is minified twice: Terser finds 1–2 % more in what Vite's own minifier has left.
import { minify } from 'terser';

/** @returns {import('vite').Plugin} */
export function minifyAgain() {
  return {
    name: 'handsup:minify-again',
    apply: 'build',
    async generateBundle(_, bundle) {
      const chunks = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? [file] : []));
      for (const chunk of chunks) {
        const { code } = await minify(chunk.code, {
          ecma: 2020,
          module: true,
          compress: { passes: 3, keep_fargs: false },
        });
        // A chunk that imports styles alone has no code.
        if (!code && chunk.moduleIds.some((id) => !id.endsWith('.css')))
          return this.error(`${chunk.fileName}: nothing left`);
        chunk.code = code ?? '';
      }
    },
  };
}

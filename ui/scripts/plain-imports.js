// Replaces Vite's helper for dynamic imports, which preloads their styles: those of the voter's page have none, and every phone would
// load the helper.

/** @returns {import('vite').Plugin} */
export function plainImports() {
  return {
    name: 'handsup:plain-imports',
    apply: 'build',
    enforce: 'pre',
    load(id) {
      if (!id.endsWith('vite/preload-helper.js')) return null;
      return { code: 'export const __vitePreload = (load) => load();', moduleSideEffects: false };
    },
  };
}

// What the voter's page loads later brings no styles of its own, so Vite's helper that would fetch them first is left out
// of the script that every phone loads at once.

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

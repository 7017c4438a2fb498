// A word cloud as a picture.
import type { Layout } from './cloud';

/** The cloud as an SVG document. `colours` has one for each step, `font` is a list of families. */
export function cloudSvg(layout: Layout, colours: readonly string[], font: string, title: string): string {
  const { width, height, words } = layout;
  const texts = words.map(
    ({ text, step, size, x, y }) =>
      `<text x="${+x.toFixed(2)}" y="${+y.toFixed(2)}" font-size="${+size.toFixed(2)}" fill="${xml(colours[step]!)}" ` +
      `text-anchor="middle" dominant-baseline="central">${xml(text)}</text>\n`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="${xml(font)}">\n<title>${xml(title)}</title>\n${texts.join('')}</svg>\n`
  );
}

/** The text for XML, without the characters that XML cannot contain. */
const xml = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '').replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

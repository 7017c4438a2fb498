// A word cloud as a picture: the question above it, the number of answers below it.
import { type Box, layOut, type Measure, type Word } from './cloud';

/** How a picture looks. `colours` has one for each step of a cloud, `font` is a list of families. */
export type Look = { colours: readonly string[]; text: string; background: string; font: string };
/** A line of a picture. `x` and `y` are its centre. */
type Line = { text: string; x: number; y: number; size: number; fill: string };
/** A picture, before it has a format. */
export type Sheet = Box & { title: string; background: string; font: string; lines: Line[] };

/** A slide. */
const AREA: Box = { width: 1920, height: 1080 };
const MARGIN = 60;
/** The font sizes of a question: the first with which it has at most two lines, else the last. */
const SIZES = [56, 44, 34];
const FOOT = 34;
const LEADING = 1.25;
export const WEIGHT = 700;

/** The picture of a cloud. `foot` says how many answers there are. */
export function sheet(words: readonly Word[], title: string, foot: string, look: Look, measure: Measure): Sheet {
  const { width, height } = AREA;
  const { size, texts } = question(title, width - 2 * MARGIN, measure);
  const top = MARGIN + texts.length * size * LEADING;
  const bottom = height - MARGIN - FOOT * LEADING;
  const space = { width: width - 2 * MARGIN, height: bottom - top - MARGIN };
  const { background, font } = look;
  const lines: Line[] = texts.map((text, index) => ({
    text,
    x: width / 2,
    y: MARGIN + (index + 0.5) * size * LEADING,
    size,
    fill: look.text,
  }));
  for (const { text, step, size, x, y } of layOut(words, space, measure).words)
    lines.push({ text, x: x + MARGIN, y: y + top + MARGIN / 2, size, fill: look.colours[step]! });
  lines.push({ text: foot, x: width / 2, y: height - MARGIN, size: FOOT, fill: look.text });
  return { width, height, title, background, font, lines };
}

/** The question in lines that are at most `width` wide. */
function question(title: string, width: number, measure: Measure): { size: number; texts: string[] } {
  const sizes = SIZES.map((size) => ({ size, texts: wrapped(title, (text) => measure(text, size).width <= width) }));
  return sizes.find(({ texts }) => texts.length <= 2) ?? sizes.at(-1)!;
}

/** The text in lines, broken between words; a word that does not fit is broken anywhere. */
function wrapped(text: string, fits: (line: string) => boolean): string[] {
  const lines = [''];
  for (const word of text.split(/\s+/u).filter(Boolean)) {
    const longer = `${lines.at(-1)!} ${word}`.trimStart();
    if (fits(longer)) {
      lines[lines.length - 1] = longer;
      continue;
    }
    if (lines.at(-1)) lines.push('');
    for (const character of word.match(/.\p{M}*/gsu) ?? []) {
      if (lines.at(-1) && !fits(lines.at(-1)! + character)) lines.push('');
      lines[lines.length - 1] += character;
    }
  }
  return lines;
}

/** The picture as an SVG document. */
export function svg({ width, height, title, background, font, lines }: Sheet): string {
  const texts = lines.map(
    ({ text, size, x, y, fill }) =>
      `<text x="${+x.toFixed(2)}" y="${+y.toFixed(2)}" font-size="${+size.toFixed(2)}" fill="${xml(fill)}">${xml(text)}</text>\n`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="${xml(font)}" font-weight="${WEIGHT}" text-anchor="middle" dominant-baseline="central">\n` +
    `<title>${xml(title)}</title>\n<rect width="100%" height="100%" fill="${xml(background)}"/>\n${texts.join('')}</svg>\n`
  );
}

/** Draws the picture. */
export function paint({ width, height, background, font, lines }: Sheet, canvas: CanvasRenderingContext2D): void {
  canvas.fillStyle = background;
  canvas.fillRect(0, 0, width, height);
  canvas.textAlign = 'center';
  canvas.textBaseline = 'middle';
  for (const { text, size, x, y, fill } of lines) {
    canvas.fillStyle = fill;
    canvas.font = `${WEIGHT} ${size}px ${font}`;
    canvas.fillText(text, x, y);
  }
}

/** The text for XML, without the characters that XML cannot contain. */
const xml = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '').replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('./options.css', import.meta.url), 'utf8');
/** The three sets of colours: light, dark by the reader's choice, and dark by the wall's. */
const sets = [...css.matchAll(/\{([^{}]*--hue-0: #[^{}]*)\}/g)].map(([, set]) => ({
  hues: [...set!.matchAll(/--hue-\d: (#\w{6});/g)].map(([, hue]) => hue!),
  letter: /--on-hue: (#\w{6});/.exec(set!)![1]!,
}));
const [light, dark] = sets as [(typeof sets)[0], (typeof sets)[0]];
/** Pages, cards and tracks of `tokens.css` and of the wall. */
const GROUNDS = {
  light: ['#f8fafc', '#ffffff', '#eef2f7', '#e8edf4', '#d3dbe8'],
  dark: ['#0b1120', '#131c31', '#1b2640', '#233154'],
};

type Channels = [number, number, number];
const channels = (hex: string): Channels =>
  [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as Channels;
const times = (matrix: number[][], by: Channels): Channels =>
  matrix.map((row) => row.reduce((sum, factor, at) => sum + factor * by[at]!, 0)) as Channels;
const luminance = (hex: string) => times([[0.2126, 0.7152, 0.0722]], channels(hex))[0];
const contrast = (one: string, other: string) => {
  const [a, b] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (a + 0.05) / (b + 0.05);
};

/** What eyes see that lack one kind of cone, in linear light (Machado, Oliveira and Fernandes 2009). */
const EYES = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
/** A colour in OKLab, times 100: about 2 is the least difference that is seen. */
const oklab = (light: Channels): Channels => {
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    light.map((one) => Math.min(1, Math.max(0, one))) as Channels,
  ).map(Math.cbrt) as Channels;
  return times(
    [
      [21.04542553, 79.3617785, -0.40720468],
      [197.79984951, -242.8592205, 45.05937099],
      [2.59040371, 78.27717662, -80.8675766],
    ],
    cones,
  );
};
const difference = (one: string, other: string, eye: number[][]) => {
  const [a, b] = [one, other].map((hex) => oklab(times(eye, channels(hex)))) as [Channels, Channels];
  return Math.hypot(...a.map((part, at) => part - b[at]!));
};

test('both ways to a dark page lead to the same colours', () => {
  expect(sets).toHaveLength(3);
  expect(light.hues).toHaveLength(8);
  expect(sets[2]).toEqual(dark);
});

test.each(['light', 'dark'] as const)(
  'in %s every colour is seen on every ground, and every letter on its colour',
  (scheme) => {
    const { hues, letter } = { light, dark }[scheme];
    for (const hue of hues) {
      for (const ground of GROUNDS[scheme])
        expect(contrast(hue, ground), `${hue} on ${ground}`).toBeGreaterThanOrEqual(3);
      expect(contrast(letter, hue), `${letter} on ${hue}`).toBeGreaterThanOrEqual(4.5);
    }
  },
);

test.each(Object.entries(EYES))('with %s neighbours differ clearly', (_, eye) => {
  for (const { hues } of [light, dark])
    hues.forEach((hue, at) => {
      const next = hues[(at + 1) % hues.length]!;
      expect(difference(hue, next, eye), `${hue} and ${next}`).toBeGreaterThan(12);
    });
});

test('neighbours differ also for those who see no colours', () => {
  for (const { hues } of [light, dark])
    hues.forEach((hue, at) => expect(contrast(hue, hues[(at + 1) % hues.length]!)).toBeGreaterThan(1.7));
});

test('each of 20 options has a colour and a shape, and no two have the same pair', () => {
  const value = (name: string, index: number) =>
    [...css.matchAll(/((?:\.o\d+,?\s*)+)\{\s*(--\w+): ([^;]+);/g)].find(
      ([, selectors, property]) => property === name && new RegExp(`\\.o${index}\\b`).test(selectors!),
    )?.[3];
  const pairs = Array.from({ length: 20 }, (_, index) => `${value('--own', index)} ${value('--shape', index)}`);
  expect(pairs.join()).not.toContain('undefined');
  expect(new Set(pairs).size).toBe(20);
});

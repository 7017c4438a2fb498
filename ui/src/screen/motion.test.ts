import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { REVEAL, skip } from './motion';

const running = (animationName: string) => ({ animationName, playState: 'running', finish: vi.fn() });
const during = (...all: ReturnType<typeof running>[]) =>
  vi.stubGlobal('document', { getAnimations: () => all as unknown as Animation[] });

test('the key of the next step ends a reveal, and is for the next step while anything else moves', () => {
  const [bar, pulse] = [running('grow'), running('pulse')];
  during(bar, pulse);
  expect(skip({ key: 'a' })).toBe(false);
  expect(skip({ key: ' ' })).toBe(true);
  expect([bar.finish, pulse.finish].map((finish) => finish.mock.calls.length)).toEqual([1, 0]);
  during(pulse, running('thin'), running('tick'));
  expect(skip({ key: ' ' })).toBe(false);
});

test('every animation of the reveal and of the right answer is known', () => {
  const css = readFileSync(new URL('show.css', import.meta.url), 'utf8').replace(/\/\*[^]*?\*\//g, '');
  const rules = [...css.matchAll(/([^{}]*)\{([^{}]*)\}/g)].filter(([, selector]) =>
    /\.reveals|\.answers/.test(selector!),
  );
  const values = rules.flatMap(([, , body]) => [...body!.matchAll(/animation(?:-name)?: ([^;!]*);/g)]);
  const names = values.flatMap(([, value]) => value!.split(', ').flatMap((one) => /^[a-z]+/.exec(one)?.[0] ?? []));
  expect([...new Set(names)].sort()).toEqual([...REVEAL].sort());
});

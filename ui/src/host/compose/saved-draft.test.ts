import { expect, test } from 'vitest';
import { KeptDraft, type Written } from './saved-draft';

const written: Written = {
  question: 'Where to?',
  rows: ['By the sea', '', ''],
  rest: [],
  scale: 0,
  several: false,
  most: 0,
  change: false,
  marking: false,
  correct: [],
  note: 'Smile',
};

function storage() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

test('what was written is there again, and in no other meeting', () => {
  const store = storage();
  new KeptDraft('K7Q2M9', '', store).write(written);
  expect(new KeptDraft('K7Q2M9', '', store).read()).toEqual(written);
  expect(new KeptDraft('AB3DE9', '', store).read()).toBeNull();
});

test('what was asked or thrown away is gone', () => {
  const store = storage();
  const draft = new KeptDraft('K7Q2M9', '', store);
  draft.write(written);
  draft.drop();
  expect(draft.read()).toBeNull();
  expect(store.kept.size).toBe(0);
});

test('another wording of a poll that was reworded meanwhile is dropped', () => {
  const store = storage();
  new KeptDraft('AB3DE9ZX', 'Tabs?', store).write(written);
  expect(new KeptDraft('AB3DE9ZX', 'Spaces?', store).read()).toBeNull();
  expect(new KeptDraft('AB3DE9ZX', 'Tabs?', store).read()).toEqual(written);
});

test('what another version, or nobody, has kept is nothing', () => {
  for (const junk of [
    '',
    'null',
    '{',
    '[]',
    '7',
    '{"from":"","written":{"question":7}}',
    '{"from":"","written":null}',
  ]) {
    const store = storage();
    store.setItem('handsup.draft.K7Q2M9', junk);
    expect(new KeptDraft('K7Q2M9', '', store).read()).toBeNull();
  }
});

test('a browser that keeps nothing, or has no room, loses no word that is still in the fields', () => {
  expect(new KeptDraft('K7Q2M9', '', null).read()).toBeNull();
  const full = {
    ...storage(),
    setItem: () => {
      throw new Error('quota');
    },
  };
  expect(() => new KeptDraft('K7Q2M9', '', full).write(written)).not.toThrow();
});

test('what was written before there was a meeting moves to the first one', () => {
  const store = storage();
  const draft = new KeptDraft('', '', store);
  draft.write(written);
  draft.moveTo('K7Q2M9');
  draft.write(written);
  expect([...store.kept.keys()]).toEqual(['handsup.draft.K7Q2M9']);
  expect(new KeptDraft('K7Q2M9', '', store).read()).toEqual(written);
  draft.moveTo('AB3DE9');
  expect([...store.kept.keys()]).toEqual(['handsup.draft.K7Q2M9']);
});

import { expect, test } from 'vitest';
import { defaults } from '../../kinds/settings';
import { SavedDraft, type DraftFields } from './saved-draft';

const fields: DraftFields = {
  question: 'Where to?',
  rows: ['By the sea', '', ''],
  rest: [],
  form: 'choice',
  settings: defaults(),
  several: false,
  least: 1,
  most: 0,
  blank: false,
  shuffled: false,
  change: false,
  oneTap: false,
  marking: false,
  correct: [],
  note: 'Smile',
};

function storage() {
  const entries = new Map<string, string>();
  return {
    entries,
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
    removeItem: (key: string) => void entries.delete(key),
  };
}

test('a draft is read back in its own meeting only', () => {
  const store = storage();
  new SavedDraft('K7Q2M9', '', store).write(fields);
  expect(new SavedDraft('K7Q2M9', '', store).read()).toEqual(fields);
  expect(new SavedDraft('AB3DE9', '', store).read()).toBeNull();
});

test('a discarded draft is removed', () => {
  const store = storage();
  const draft = new SavedDraft('K7Q2M9', '', store);
  draft.write(fields);
  draft.discard();
  expect(draft.read()).toBeNull();
  expect(store.entries.size).toBe(0);
});

test('a draft of a poll that was reworded meanwhile is ignored', () => {
  const store = storage();
  new SavedDraft('AB3DE9ZX', 'Tabs?', store).write(fields);
  expect(new SavedDraft('AB3DE9ZX', 'Spaces?', store).read()).toBeNull();
  expect(new SavedDraft('AB3DE9ZX', 'Tabs?', store).read()).toEqual(fields);
});

test('an entry that is no draft is ignored', () => {
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
    expect(new SavedDraft('K7Q2M9', '', store).read()).toBeNull();
  }
});

test('a draft of another version, whose settings lack a field, is ignored', () => {
  const store = storage();
  const number = { ...defaults().number, unit: undefined };
  const written = { ...fields, settings: { ...defaults(), number } };
  store.setItem('handsup.draft.K7Q2M9', JSON.stringify({ from: '', written }));
  expect(new SavedDraft('K7Q2M9', '', store).read()).toBeNull();
});

test('blocked or full storage throws nothing', () => {
  expect(new SavedDraft('K7Q2M9', '', null).read()).toBeNull();
  const full = {
    ...storage(),
    setItem: () => {
      throw new Error('quota');
    },
  };
  expect(() => new SavedDraft('K7Q2M9', '', full).write(fields)).not.toThrow();
});

test('a draft from before the first meeting moves to that meeting only', () => {
  const store = storage();
  const draft = new SavedDraft('', '', store);
  draft.write(fields);
  draft.moveTo('K7Q2M9');
  draft.write(fields);
  expect([...store.entries.keys()]).toEqual(['handsup.draft.K7Q2M9']);
  expect(new SavedDraft('K7Q2M9', '', store).read()).toEqual(fields);
  draft.moveTo('AB3DE9');
  expect([...store.entries.keys()]).toEqual(['handsup.draft.K7Q2M9']);
});

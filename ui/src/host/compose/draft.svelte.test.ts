import { expect, test } from 'vitest';
import { Draft } from './draft.svelte';

const PRESETS = { yes: 'Yes', no: 'No' };

test('a poll of several choices is sent with its bounds, where they are not the default', () => {
  const draft = new Draft(null, false);
  draft.question = 'Which days?';
  draft.setOptions(['Mon', 'Tue', 'Wed', 'Thu']);
  draft.several = true;
  const { kind, min_choices, max_choices } = draft.createBody('open', PRESETS);
  expect([kind, min_choices, max_choices]).toEqual(['multiple', undefined, undefined]);
  Object.assign(draft, { least: 2, most: 3 });
  expect(draft.createBody('open', PRESETS)).toMatchObject({ kind: 'multiple', min_choices: 2, max_choices: 3 });
});

import { expect, test } from 'vitest';
import { faults } from '../../scripts/old-css.js';

test.each([
  '.a{display:flex;gap:8px}',
  '.a{column-gap:8px}',
  '.a{inset:0}',
  '.a{inset-inline-end:0}',
  '.a{padding-inline:8px}',
  '.a{margin-block:8px 2px}',
  '.a{aspect-ratio:1}',
  '.a:is(.b,.c){color:red}',
  '.a:not(:is(:lang(ar),:lang(he))){right:0}',
  '.a,.a:focus-visible{outline:0}',
  '.a:has(.b){display:none}',
  '.a{height:100dvh}',
  '.a{color:color-mix(in srgb,red,blue)}',
  '@layer base{.a{color:red}}',
  '@media (min-width:1px){.a{display:flex;gap:1px}}',
  '.a{&:hover{color:red}}',
])('rejects %s', (css) => expect(faults(css)).toHaveLength(1));

test.each([
  '.a{display:grid;gap:8px}',
  '.a{grid-template-columns:1fr;gap:8px}',
  '.a{padding-left:max(20px,env(safe-area-inset-left))}',
  '.a{margin-inline-start:auto}',
  '.a{height:100vh;height:100dvh}',
  '.a:focus:not(:focus-visible){outline:0}',
  '.a:has(:disabled){cursor:default}',
  '.a{clip-path:inset(50%)}',
])('accepts %s', (css) => expect(faults(css)).toEqual([]));

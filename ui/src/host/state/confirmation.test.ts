import { expect, test } from 'vitest';
import { answerByStep } from './confirmation';

test('the same step again confirms, the opposite one cancels, and no other answers', () => {
  expect([answerByStep('next', 'next'), answerByStep('next', 'back')]).toEqual(['yes', 'no']);
  expect([answerByStep('back', 'back'), answerByStep('back', 'next')]).toEqual(['yes', 'no']);
  expect([answerByStep('open', 'open'), answerByStep('open', 'next'), answerByStep('open', 'back')]).toEqual([
    'yes',
    'no',
    'no',
  ]);
  expect([
    answerByStep('next', 'open'),
    answerByStep('back', 'blank'),
    answerByStep(null, 'next'),
    answerByStep(null, 'back'),
  ]).toEqual([null, null, null, null]);
});

// The commands that are steps of the shown poll: only while its meeting goes on and no question is written.
import type { HostPoll } from '../../lib/wire.gen';
import { t } from '../text';
import type { Command } from './commands';
import type { ConsoleStore } from './console-store.svelte';
import { effectOfAnswer, effectOfReveal, effectOfStep, effectOfTimer, effectOfToggle, type Room } from './effects';
import { type Flow, MORE_TIME_SECONDS, TIMER_SECONDS } from './flow';
import { patchPoll } from './poll-actions';
import { isSplit } from './split';
import { canRunAgain, nextStep, stepBack, switchesBars, toggleAnswer, toggleReveal } from './steps';

export type PollCommandName =
  'next' | 'back' | 'open' | 'reveal' | 'answer' | 'timer' | 'more_time' | 'stop_timer' | 'again';

export function pollCommands(store: ConsoleStore, flow: Flow): Record<PollCommandName, Command> {
  const { server } = store;
  /** Whether something holds for the shown poll, while its meeting goes on. */
  const has = (holds: (poll: HostPoll) => unknown) => () =>
    !!server.poll && !server.meeting?.ended && !store.composer.editing && !!holds(server.poll);
  /** Whether something holds for the shown poll. */
  const is = (holds: (poll: HostPoll) => unknown) => () => !!server.poll && !!holds(server.poll);
  /** A text that depends on the shown poll. */
  const says = (text: (poll: HostPoll) => string) => () => (server.poll ? text(server.poll) : '');
  /** A step of a poll takes the place of the board. */
  const step = (go: () => void) => () => {
    if (server.poll) store.board.isShown = false;
    go();
  };
  const next = (poll: HostPoll) => nextStep(poll, server.roomView, server.polls);
  /** Another poll than the last one comes on stage with bars. */
  const room = (poll: HostPoll): Room => ({
    bars: poll.poll_code !== server.lastStaged || !!server.meeting?.bars,
    isStaged: poll.poll_code === server.staged,
  });
  const isOpen = (poll: HostPoll) => poll.state === 'open';
  const isTimed = (poll: HostPoll) => isOpen(poll) && poll.closes_in !== null;
  const hasBars = (poll: HostPoll) => switchesBars(poll, server.staged);
  /** One of two texts about a result: of its bars on the projector, or of itself. */
  const revealText = (prefix: 'do' | 'bar') =>
    says((poll) => {
      if (poll.results === 'live') return t(server.meeting?.bars ? `${prefix}_hide_bars` : `${prefix}_show_bars`);
      return t(poll.revealed ? `${prefix}_hide` : `${prefix}_reveal`);
    });
  const openText = (prefix: 'do' | 'bar') =>
    says(({ state }) => t(`${prefix}_${state === 'open' ? 'close' : state === 'closed' ? 'reopen' : 'open'}`));

  return {
    next: {
      keys: [t('key_space'), '→', t('key_page_down')],
      about: 'keys_next',
      text: says((poll) => t(`do_${next(poll).name}`)),
      effect: says((poll) => {
        const step = next(poll);
        const following = 'stage' in step ? server.polls.find(({ poll_code }) => poll_code === step.stage) : undefined;
        return t(effectOfStep(step.name, poll, room(poll), following));
      }),
      isPossible: has(() => true),
      run: step(() => flow.next()),
    },
    back: {
      keys: ['←', t('key_page_up')],
      about: 'keys_back',
      text: () => t('keys_back'),
      isPossible: has((poll) => stepBack(poll, server.roomView, server.polls)),
      run: step(() => flow.back()),
    },
    open: {
      keys: ['O'],
      about: 'keys_open',
      text: openText('do'),
      short: openText('bar'),
      effect: says((poll) => t(effectOfToggle(poll, room(poll)))),
      isPossible: has(() => true),
      isOn: is(isOpen),
      run: step(() => flow.open()),
    },
    reveal: {
      keys: ['R'],
      about: 'keys_reveal',
      text: revealText('do'),
      short: revealText('bar'),
      effect: says((poll) => t(effectOfReveal(poll, room(poll)))),
      isPossible: has((poll) => toggleReveal(poll) || hasBars(poll)),
      isOn: is((poll) => (poll.results === 'live' ? hasBars(poll) && server.meeting?.bars : poll.revealed)),
      run: step(() => flow.reveal()),
    },
    answer: {
      keys: ['C'],
      about: 'keys_answer',
      text: says((poll) => t(poll.answer_shown ? 'do_hide_answer' : 'do_answer')),
      short: says((poll) => t(poll.answer_shown ? 'bar_hide_answer' : 'bar_answer')),
      effect: says((poll) => t(effectOfAnswer(poll.answer_shown, room(poll)))),
      isPossible: has(toggleAnswer),
      isOn: is((poll) => poll.answer_shown),
      run: step(() => flow.answer()),
    },
    timer: {
      keys: ['T'],
      about: 'keys_timer',
      text: () => t('do_timer', { seconds: TIMER_SECONDS }),
      effect: says((poll) => t(effectOfTimer(room(poll)))),
      isPossible: has(isOpen),
      isOn: is((poll) => poll.closes_in !== null),
      run: step(() => flow.timer()),
    },
    more_time: {
      keys: ['⇧ T'],
      about: 'keys_more_time',
      text: () => t('do_more_time', { seconds: MORE_TIME_SECONDS }),
      effect: says((poll) => t(effectOfTimer(room(poll)))),
      isPossible: has(isTimed),
      run: step(() => flow.moreTime()),
    },
    stop_timer: {
      keys: [],
      text: () => t('do_stop_timer'),
      isPossible: has(isTimed),
      run: step(() => void patchPoll(store, { timer_seconds: 0 })),
    },
    again: {
      keys: ['N'],
      about: 'keys_again',
      text: () => t('do_again'),
      short: says((poll) => t(isSplit(poll) ? 'bar_again_split' : 'bar_again')),
      effect: says((poll) => t(isSplit(poll) ? 'sees_again_split' : 'sees_again')),
      isPossible: has((poll) => poll.state === 'closed' && canRunAgain(poll)),
      run: step(() => flow.again()),
    },
  };
}

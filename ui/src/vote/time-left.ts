import { clock } from '../lib/countdown.svelte';
import { many, t } from './text';

/** "30 seconds left", "1:15 left". */
export const timeLeft = (seconds: number): string =>
  seconds < 60 ? many('seconds', seconds) : t('time_left', { time: clock(seconds) });

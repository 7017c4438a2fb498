import type { Problem } from '../../lib/wire.gen';
import { told, t } from '../text';

/** A no of the server in words, by its code. */
export const words = (problem: Problem): string =>
  problem.code === 'too_many_requests'
    ? t('error_too_many_requests', { seconds: problem.retry_after ?? 1 })
    : told('error', problem.code) || t('error_other', { code: problem.code });

// The sentence that is shown for a failed request.
import type { Problem } from '../../lib/wire.gen';
import { t, translate } from '../text';

/** The sentence of a problem, by its code. */
export const errorText = (problem: Problem): string =>
  problem.code === 'too_many_requests'
    ? t('error_too_many_requests', { seconds: problem.retry_after ?? 1 })
    : translate('error', problem.code) || t('error_other', { code: problem.code });

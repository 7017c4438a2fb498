// What a recount has found, in the page's language.
import type { Finding, Reconciled } from '../../lib/wire.gen';
import { translate } from '../text';

/** A sentence for each finding, by its code; the server's own sentence for a code without one. */
export const findingTexts = ({ findings, details }: Pick<Reconciled, 'findings' | 'details'>): string[] =>
  findings.map((sentence, index) => findingText(details[index]) || sentence);

const findingText = (finding: Finding | undefined): string =>
  finding ? translate('finding', finding.code, finding) : '';

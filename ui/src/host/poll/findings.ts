// What a recount found, in the reader's language.
import type { Finding, Reconciled } from '../../lib/wire.gen';
import { told } from '../text';

/** A sentence for each finding, by its code; a code that this page does not know is told in the server's own words. */
export const inWords = ({ findings, details }: Pick<Reconciled, 'findings' | 'details'>): string[] =>
  findings.map((sentence, n) => written(details[n]) || sentence);

const written = (finding: Finding | undefined): string => (finding ? told('finding', finding.code, finding) : '');

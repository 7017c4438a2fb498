// The form. "Sent" is shown only after the server has stored the question; until then the text stays in the field, whatever happens.
import type { QuestionBody, ShownQuestion } from '../lib/wire.gen';
import { isOpen, setOpen } from './board';
import { storedDraft, storeDraft } from './draft';
import { shownItem, showVotes } from './item';
import { showOwn } from './list';
import { code, field, form, request, sent } from './page';
import { t } from './text';
import { reason } from './words';

let isSending = false;

/** Shows the stored question, which may be one that was asked before: then this phone votes for it. */
function showStored(question: ShownQuestion): void {
  const { id, votes, voted, own, state } = question;
  // Of a question that waits for the host, nobody learns that somebody else has asked it too.
  const isNew = own || state === 'held';
  const isShown = shownItem(id) !== null;
  sent.textContent = t(isNew && !isShown ? 'board_sent' : 'board_same');
  if (isShown) showVotes(id, votes, voted);
  else showOwn({ ...question, own: isNew });
}

async function send(): Promise<void> {
  if (isSending || !isOpen()) return;
  const text = field.value;
  const name = form.querySelector<HTMLInputElement>('[name=name]')?.value;
  isSending = true;
  sent.textContent = t('board_sending');
  const answer = await request<ShownQuestion>('POST', '', { text, ...(name && { name }) } satisfies QuestionBody);
  isSending = false;
  if ('problem' in answer) {
    if (answer.problem.code === 'board_not_open') setOpen(false);
    sent.textContent = reason(answer.problem);
    return;
  }
  if (field.value === text) field.value = '';
  storeDraft(code, field.value);
  showStored(answer.value);
}

export function startAsking(): void {
  field.value ||= storedDraft(code);
  field.addEventListener('input', () => {
    storeDraft(code, field.value);
    // What is said of the question before is no word about this one.
    if (isOpen() && !isSending) sent.textContent = '';
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send();
  });
}

// What is typed and not sent yet survives a reload, and a phone that closes pages in the background. Private windows make the storage
// throw.

const keyOf = (code: string) => `handsup.question.${code}`;

export function storedDraft(code: string): string {
  try {
    return sessionStorage.getItem(keyOf(code)) ?? '';
  } catch {
    return '';
  }
}

export function storeDraft(code: string, text: string): void {
  try {
    if (text) sessionStorage.setItem(keyOf(code), text);
    else sessionStorage.removeItem(keyOf(code));
  } catch {
    // Blocked: the text is in the field alone.
  }
}

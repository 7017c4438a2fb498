// Whether two texts look the same to whoever reads them: as the server compares options (`server/src/domain/text.rs`).

// What the server takes out of every text: control characters, marks that reorder, noncharacters.
const CLEANED = /[\p{Cc}\p{Noncharacter_Code_Point}\u{FFF9}-\u{FFFB}]/gu;
// The tags behind a black flag are seen: they spell the flags of England, Scotland and Wales.
const INVISIBLE = /(\u{1F3F4}[\u{E0020}-\u{E007F}]+)|[\p{Default_Ignorable_Code_Point}\u{2800}]/gu;

const visible = (text: string): string => text.replace(INVISIBLE, '$1');

/** What is seen of a text, equal for two that nobody can tell apart. */
export function seen(text: string): string {
  const cleaned = text.replace(/\s/gu, ' ').replace(CLEANED, '');
  const twice = visible(visible(cleaned).normalize('NFKC')).normalize('NFKC');
  return twice.replace(/ +/g, ' ').trim();
}

// Whether two texts look the same on screen. The server compares options in the same way (`server/src/domain/text.rs`).

// What the server removes from every text: control characters, interlinear annotations, noncharacters.
const REMOVED = /[\p{Cc}\p{Noncharacter_Code_Point}\u{FFF9}-\u{FFFB}]/gu;
// Invisible characters, except the tags after a black flag: they make the flags of England, Scotland and Wales.
const INVISIBLE = /(\u{1F3F4}[\u{E0020}-\u{E007F}]+)|[\p{Default_Ignorable_Code_Point}\u{2800}]/gu;

const withoutInvisible = (text: string): string => text.replace(INVISIBLE, '$1');

/** The visible part of a text, normalised: equal for texts that look the same. */
export function visibleText(text: string): string {
  const cleaned = text.replace(/\s/gu, ' ').replace(REMOVED, '');
  // Twice, because normalising can bring invisible characters back.
  const normalised = withoutInvisible(withoutInvisible(cleaned).normalize('NFKC')).normalize('NFKC');
  return normalised.replace(/ +/g, ' ').trim();
}

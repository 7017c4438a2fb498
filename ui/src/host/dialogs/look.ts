// What the dialog of a meeting's look offers, and what it sends.
import { type Answer, credentials, UNREACHABLE } from '../../lib/http';
import type { ColourShown, LookBody, LookShown, Scheme } from '../../lib/wire.gen';

export const SCHEMES: readonly Scheme[] = ['auto', 'light', 'dark'];
/** Sizes of the projector's type, in percent of the usual one. */
export const SIZES = [80, 90, 100, 110, 120, 135, 150];
/** The two colours, and what the field of one shows that is not chosen. */
export const COLOURS = [
  { name: 'brand', usual: '#4f46e5' },
  { name: 'accent', usual: '#7c3aed' },
] as const;

/** The request for a look as it is. */
export function bodyOf({ tone, scheme, brand, accent, type_size }: LookShown): LookBody {
  return {
    tone,
    scheme,
    type_size,
    ...(brand && { brand: brand.chosen }),
    ...(accent && { accent: accent.chosen }),
  };
}

/** Whether a colour is shown as another one, because it could not be read. */
export const isAdjusted = ({ chosen, light, dark }: ColourShown): boolean => chosen !== light || chosen !== dark;

/** Uploads a logo. The server alone decides whether it is one. */
export async function sendLogo(path: string, file: File): Promise<Answer<LookShown>> {
  try {
    const response = await fetch(path, {
      method: 'PUT',
      headers: { ...credentials, accept: 'application/json', 'content-type': 'image/png' },
      body: file,
    });
    const body = await response.json();
    return response.ok ? { value: body } : { problem: body };
  } catch {
    return { problem: { type: '', title: '', detail: '', status: 0, code: UNREACHABLE } };
  }
}

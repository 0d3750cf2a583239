import { type Instant, parseInstantText } from './instant.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
// `\s` takes in U+202F, the narrow space that Java puts before AM and PM since its version 20.
const localeText = /^([A-Z][a-z]{2})\s+(\d{1,2}),\s+(\d{4}),?\s+(\d{1,2}):(\d{2}):(\d{2})\s+([AP])M$/;

/**
 * Reads `responseElements.credentials.expiration`, which is locale text or ISO.
 * **shape**: UTC, to the second in locale text. Null for any other text.
 * **source**: recorded events: `Jan 31, 2026, 10:58:12 AM`, `Jul 30, 2024 9:53:13 PM`, and U+202F before AM and PM from 2026 on.
 */
export function parseExpiration(text: string): Instant | null {
  const match = localeText.exec(text);
  if (match === null) return parseInstantText(text);
  const [, monthName = '', day = '', year = '', hourText = '', minute = '', second = '', half] = match;
  const hour = Number(hourText);
  const month = months.indexOf(monthName) + 1;
  if (month === 0 || hour < 1 || hour > 12) return null;
  const hour24 = (hour % 12) + (half === 'P' ? 12 : 0);
  const two = (value: number | string): string => String(value).padStart(2, '0');
  return parseInstantText(`${year}-${two(month)}-${two(day)}T${two(hour24)}:${minute}:${second}Z`);
}

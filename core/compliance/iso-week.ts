const dayMillis = 86_400_000;

/** The UTC day of an instant, `2026-11-23`. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** The day that lies so many days after (or before) a day. */
export const addDays = (day: string, days: number): string =>
  dayOf(new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMillis));

/** The Monday of the ISO week in which a day lies. */
export function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
}

/** The name of the ISO week that begins on a Monday: `2026-W47`. A week belongs to the year of its Thursday. */
export function isoWeekOf(monday: string): string {
  const thursday = addDays(monday, 3);
  const year = Number(thursday.slice(0, 4));
  const first = mondayOf(`${year}-01-04`);
  const week = Math.round((Date.parse(monday) - Date.parse(first)) / (7 * dayMillis)) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** The Monday of a named ISO week, null for a name that is none, such as `2026-W60`. */
export function parseIsoWeek(name: string): string | null {
  const [, year, week] = /^(\d{4})-W(\d{2})$/.exec(name) ?? [];
  if (year === undefined || week === undefined || Number(year) < 1) return null;
  const monday = addDays(mondayOf(`${year}-01-04`), (Number(week) - 1) * 7);
  return isoWeekOf(monday) === name ? monday : null;
}

const dayMillis = 86_400_000;
const numberOf = (day: string): number => Math.round(Date.UTC(...partsOf(day)) / dayMillis);

function partsOf(day: string): [number, number, number] {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return [year, month - 1, date];
}

/** The UTC day so many days after another. */
export function dayPlus(day: string, days: number): string {
  const [year, month, date] = partsOf(day);
  return new Date(Date.UTC(year, month, date + days)).toISOString().slice(0, 10);
}

/** The name of the ISO week of a day, by counting the Thursdays of its year. */
export function weekName(day: string): string {
  // Day 0 was a Thursday, so that Mondays are those with a rest of 4.
  const monday = numberOf(day) - ((((numberOf(day) - 4) % 7) + 7) % 7);
  const thursday = new Date((monday + 3) * dayMillis);
  const dayOfYear = monday + 3 - numberOf(`${thursday.getUTCFullYear()}-01-01`);
  return `${thursday.getUTCFullYear()}-W${String(Math.floor(dayOfYear / 7) + 1).padStart(2, '0')}`;
}

/** The parts of a cron expression that time of day and week need: minutes, hours and days. */
type Field = (value: number) => boolean;

/**
 * The first moment at or after `from` that a schedule's cron expression names, in UTC.
 * **errors**: throws for an expression that it does not read, or that names no moment within a fortnight.
 * **source**: EventBridge Scheduler user guide, cron-based schedules (read 2026-11)
 */
export function nextTime(expression: string, from: Date): Date {
  const fields = /^cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)$/.exec(expression)?.slice(1);
  if (fields === undefined) throw new Error(`The schedule "${expression}" is no cron expression`);
  const [minute, hour, dayOfMonth, month, dayOfWeek] = fields.map((text, index) => readField(text, index === 4));
  const minuteMillis = 60_000;
  let at = Math.ceil(from.getTime() / minuteMillis) * minuteMillis;
  for (const last = at + 14 * 86_400_000; at < last; at += minuteMillis) {
    const date = new Date(at);
    const fits =
      minute?.(date.getUTCMinutes()) === true &&
      hour?.(date.getUTCHours()) === true &&
      dayOfMonth?.(date.getUTCDate()) === true &&
      month?.(date.getUTCMonth() + 1) === true &&
      dayOfWeek?.(date.getUTCDay() + 1) === true;
    if (fits) return date;
  }
  throw new Error(`The schedule "${expression}" names no moment in the next fortnight`);
}

const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** `*`, `?`, lists, ranges and steps; days of the week by number from Sunday, or by name. */
function readField(text: string, isWeekday: boolean): Field {
  const parts = text.split(',').map((part): Field => {
    const [range = '', step = '1'] = part.split('/');
    const [first = '', last = first] = range.split('-');
    const number = (word: string): number => {
      const found = isWeekday && /^[A-Z]+$/.test(word) ? days.indexOf(word) + 1 : Number(word);
      if (!Number.isInteger(found)) throw new Error(`The schedule field "${text}" is not read here`);
      return found;
    };
    if (range === '*' || range === '?') return (value) => value % Number(step) === 0;
    const [low, high] = [number(first), part.includes('/') ? Number.POSITIVE_INFINITY : number(last)];
    return (value) => value >= low && value <= high && (value - low) % Number(step) === 0;
  });
  return (value) => parts.some((fits) => fits(value));
}

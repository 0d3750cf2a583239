const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** A count with a comma between thousands. */
export const renderCount = (count: number): string => Math.round(count).toLocaleString('en');

/** Bytes with a unit that a person reads at a glance, in steps of a thousand. */
export function renderBytes(bytes: number): string {
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const scaled = bytes / 1000 ** step;
  return `${step === 0 ? renderCount(bytes) : scaled.toFixed(scaled < 10 ? 1 : 0)} ${units[step]}`;
}

/** Dollars: cents below a hundred, what is less than a cent as such. */
export function renderDollars(dollars: number): string {
  if (dollars > 0 && dollars < 0.01) return '< $0.01';
  return `$${dollars < 100 ? dollars.toFixed(2) : renderCount(dollars)}`;
}

/** Seconds as the two largest of days, hours and minutes. */
export function renderDuration(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  if (days > 0) return `${days} d ${hours} h`;
  return hours > 0 ? `${hours} h ${rest} min` : `${rest} min`;
}

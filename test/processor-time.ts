/** Milliseconds of processor time that this process has used: what a bound on work is held against, however busy the machine is. */
export function processorMillis(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

const partitions: readonly (readonly [RegExp, string])[] = [
  [/^cn-/, 'console.amazonaws.cn'],
  [/^us-gov-/, 'console.amazonaws-us-gov.com'],
];

/**
 * The event's page in the CloudTrail console, null where region or id are not what AWS writes: both come from a log.
 * **shape**: the console shows management events of the last 90 days, to whoever is signed in to that account.
 */
export function cloudTrailConsoleUrl(eventId: string | null, region: string | null): string | null {
  if (eventId === null || region === null) return null;
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(eventId)) return null;
  if (!/^[a-z]{2}(-[a-z]+){1,2}-\d{1,2}$/.test(region)) return null;
  const host = partitions.find(([pattern]) => pattern.test(region))?.[1] ?? 'console.aws.amazon.com';
  return `https://${region}.${host}/cloudtrailv2/home?region=${region}#/events/${eventId}`;
}

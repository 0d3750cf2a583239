/** Kinds of records that are no API calls, by the beginning of their `eventCategory`, lower case. */
const kindOfCategory: readonly (readonly [beginning: string, kind: string])[] = [
  ['insight', 'insight'],
  ['networkactivity', 'network_activity'],
  ['aggregated', 'aggregated'],
];

/** The same by `eventType`, lower case: older records have no category. */
const kindOfType: Readonly<Record<string, string>> = {
  awscloudtrailinsight: 'insight',
  awsvpceevents: 'network_activity',
  awsvpceevent: 'network_activity',
};

/**
 * The kind of a record that is passed over and counted, null for an API call.
 * **source**: CloudTrail user guide, "CloudTrail record contents"; the spelling of types differs from record to record.
 */
export function skippedKind(eventCategory: string | null, eventType: string | null): string | null {
  const category = (eventCategory ?? '').toLowerCase();
  const found = kindOfCategory.find(([beginning]) => category.startsWith(beginning));
  if (found !== undefined) return found[1];
  const type = (eventType ?? '').toLowerCase();
  return Object.hasOwn(kindOfType, type) ? (kindOfType[type] ?? null) : null;
}

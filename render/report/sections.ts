import type { Report } from '../../core/compliance/report.ts';
import { keylessShare } from '../../core/compliance/report.ts';
import { badge, code, html, renderTable, sub } from './table.ts';
import { kindNames, minute, number, percent, platformName, shortArn, shortArns } from './words.ts';

/** The chart's numbers, week by week, newest first. */
export function renderWeeks({ weeks }: Report): string {
  const kinds = [...kindNames.keys()].filter((kind) => weeks.some((week) => (week.calls[kind] ?? 0) > 0));
  return renderTable({
    caption: 'Calls per week by what they go back to',
    rows: weeks.toReversed(),
    empty: 'No calls.',
    columns: [
      { head: 'Week', kind: 't', cell: (week) => week.name },
      { head: 'Without a key', kind: 'n', cell: (week) => percent(keylessShare(week)) },
      { head: 'Keys', kind: 'n', cell: (week) => number(week.keys) },
      ...kinds.map((kind) => ({
        head: kindNames.get(kind) ?? kind,
        kind: 'n' as const,
        cell: (week: Report['weeks'][number]) => number(week.calls[kind] ?? 0),
      })),
    ],
  });
}

/** Keys with what hangs on them, the busiest of the week first. */
export function renderKeys({ keys, weekStartOn }: Report): string {
  return renderTable({
    caption: 'Long-lived keys in use',
    ...keys,
    empty: 'No long-lived key was used in these weeks.',
    columns: [
      {
        head: 'Key',
        kind: 'wide',
        cell: (key) =>
          html(
            `${code(key.keyId)} ${key.use === null ? '' : badge(key.use, key.use === 'ci')}${sub(key.principal === null ? '' : shortArn(key.principal))}`,
          ),
      },
      { head: 'Owner', cell: (key) => key.owner ?? 'nobody named' },
      { head: 'This week', kind: 'n', cell: (key) => number(key.weekCalls) },
      { head: 'Direct', kind: 'n', cell: (key) => number(key.directCalls) },
      { head: 'Through sessions', kind: 'n', cell: (key) => number(key.sessionCalls) },
      {
        head: 'Did',
        kind: 'wide',
        cell: (key) =>
          html(
            `${
              key.services === ''
                ? ''
                : key.services
                    .split(', ')
                    .map((service) => badge(service))
                    .join(' ')
            }${sub(key.roles === '' ? '' : `as ${shortArns(key.roles)}`)}`,
          ),
      },
      {
        head: 'Last used',
        kind: 't',
        cell: (key) => html(`${minute(key.lastEventAt)}${sub(`first ${minute(key.firstEventAt).slice(0, 10)}`)}`),
      },
      { head: 'Next step', kind: 'wide', cell: (key) => nextStep(key, weekStartOn) },
    ],
  });
}

function nextStep(key: Report['keys']['rows'][number], weekStartOn: string): string {
  if (key.lastEventAt.slice(0, 10) < weekStartOn)
    return 'Quiet this week: deactivate it, and delete it when it stays quiet';
  if (key.use === 'human') return 'Move the person to Identity Center, then deactivate the key';
  if (key.sessionCalls > key.directCalls) return 'Let the role behind it be assumed with OIDC instead of with this key';
  return 'Give the job a role that it assumes with its OIDC token, then deactivate the key';
}

/** Open findings of unexpected subjects. */
export function renderUnexpected({ unexpected, headline }: Report): string {
  const told = (evidence: Readonly<Record<string, unknown>>, name: string) => number(Number(evidence[name] ?? 0));
  return renderTable({
    caption: 'Unexpected subjects',
    ...unexpected,
    empty: headline.hasPolicy
      ? 'Every subject was one that the policy expects.'
      : 'There is no policy file, so no subject is called unexpected. subtrail.example.yaml shows how to name what you expect.',
    columns: [
      {
        head: 'Subject',
        kind: 'wide',
        cell: (finding) =>
          html(`${code(finding.actor ?? 'no subject')}${sub(String(finding.evidence['issuer'] ?? ''))}`),
      },
      { head: 'Role', cell: (finding) => shortArn(finding.resource ?? '') },
      { head: 'Succeeded', kind: 'n', cell: (finding) => told(finding.evidence, 'succeeded') },
      { head: 'Refused', kind: 'n', cell: (finding) => told(finding.evidence, 'refused') },
      {
        head: 'Calls made',
        kind: 'n',
        cell: (finding) =>
          html(`${told(finding.evidence, 'session_calls')}${sub(`${told(finding.evidence, 'write_calls')} writes`)}`),
      },
      { head: 'Last seen', kind: 't', cell: (finding) => minute(finding.last_event_at) },
      { head: 'Owner', cell: (finding) => finding.owner ?? 'nobody named' },
    ],
  });
}

/** Repositories and workspaces that federated, the busiest first. */
export function renderSubjects({ subjects }: Report): string {
  return renderTable({
    caption: 'Subjects by repository',
    ...subjects,
    empty: 'No session was opened with an OIDC token in these weeks.',
    columns: [
      {
        head: 'Repository or workspace',
        kind: 'wide',
        cell: (subject) =>
          html(`${code(subject.repository ?? 'no subject')}${sub(platformName(subject.platform, subject.issuer))}`),
      },
      { head: 'Sessions', kind: 'n', cell: (subject) => number(subject.sessions) },
      { head: 'Calls', kind: 'n', cell: (subject) => number(subject.calls) },
      { head: 'Writes', kind: 'n', cell: (subject) => number(subject.writes) },
      {
        head: 'Refs and environments',
        cell: (subject) => [subject.refs, subject.environments].filter((part) => part !== '').join(', '),
      },
      { head: 'Roles', kind: 'wide', cell: (subject) => shortArns(subject.roles) },
      { head: 'Last session', kind: 't', cell: (subject) => minute(subject.lastSessionAt) },
    ],
  });
}

/** Refused exchanges, the most frequent first. */
export function renderRefusals({ refusals }: Report): string {
  return renderTable({
    caption: 'Refused exchanges',
    ...refusals,
    empty: 'No exchange was refused in these weeks.',
    columns: [
      {
        head: 'Subject',
        kind: 'wide',
        cell: (refusal) => html(`${code(refusal.subject ?? 'no subject recorded')}${sub(refusal.issuer ?? '')}`),
      },
      { head: 'Role', cell: (refusal) => shortArn(refusal.roleArn ?? 'not recorded') },
      { head: 'Attempts', kind: 'n', cell: (refusal) => number(refusal.attempts) },
      { head: 'Last attempt', kind: 't', cell: (refusal) => minute(refusal.lastAttemptAt) },
    ],
  });
}

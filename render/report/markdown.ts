import { keylessShare, type Report } from '../../core/compliance/report.ts';
import { reasons } from '../reasons.ts';
import { describeLimits } from './trail-section.ts';
import { kindNames, minute, number, percent, platformName, shareDefinition, shortArn, shortArns } from './words.ts';

/** The report as GitHub-flavoured Markdown. Text from logs stays text. */
export function renderReportMarkdown(report: Report): string {
  const { headline, weeks, keys, unexpected, subjects, refusals, gaps } = report;
  const told = (evidence: Readonly<Record<string, unknown>>, name: string) => number(Number(evidence[name] ?? 0));
  const parts = [
    `# ${escapeMarkdown(report.title)}`,
    `Week ${report.week}, ${report.weekStartOn} to ${report.weekEndOn}, UTC.`,
    table(
      ['', 'This week', 'The week before'],
      [
        [
          'CI calls without a long-lived key',
          percent(headline.keylessShare.now),
          before(headline.keylessShare.before, percent),
        ],
        ['Long-lived keys in use', before(headline.keysInUse.now, number), before(headline.keysInUse.before, number)],
        [
          'Repositories on OIDC',
          before(headline.repositories.now, number),
          before(headline.repositories.before, number),
        ],
        ['Unexpected subjects', headline.hasPolicy ? number(headline.unexpectedSubjects) : 'no policy file', ''],
        [
          'Calls not fully attributed',
          percent(headline.unattributedShare.now),
          before(headline.unattributedShare.before, percent),
        ],
      ],
    ),
    `> ${shareDefinition}`,
    '## Who called',
    table(
      ['Week', 'Without a key', ...kindNames.values()],
      weeks
        .toReversed()
        .map((week) => [
          week.name,
          percent(keylessShare(week)),
          ...[...kindNames.keys()].map((kind) => number(week.calls[kind] ?? 0)),
        ]),
    ),
    '## Long-lived keys left',
    table(
      ['Key', 'Principal', 'Use', 'Owner', 'This week', 'Direct', 'Through sessions', 'Roles behind it', 'Last used'],
      keys.rows.map((key) => [
        key.keyId,
        shortArn(key.principal ?? ''),
        key.use ?? '',
        key.owner ?? '',
        number(key.weekCalls),
        number(key.directCalls),
        number(key.sessionCalls),
        shortArns(key.roles),
        minute(key.lastEventAt),
      ]),
      keys.cut,
    ),
    '## Unexpected subjects',
    table(
      ['Subject', 'Issuer', 'Role', 'Succeeded', 'Refused', 'Calls', 'Last seen'],
      unexpected.rows.map((finding) => [
        finding.actor ?? '',
        String(finding.evidence['issuer'] ?? ''),
        shortArn(finding.resource ?? ''),
        told(finding.evidence, 'succeeded'),
        told(finding.evidence, 'refused'),
        told(finding.evidence, 'session_calls'),
        minute(finding.last_event_at),
      ]),
      unexpected.cut,
    ),
    '## Subjects by repository',
    table(
      ['Repository or workspace', 'Platform', 'Sessions', 'Calls', 'Writes', 'Roles', 'Last session'],
      subjects.rows.map((subject) => [
        subject.repository ?? '',
        platformName(subject.platform, subject.issuer),
        number(subject.sessions),
        number(subject.calls),
        number(subject.writes),
        shortArns(subject.roles),
        minute(subject.lastSessionAt),
      ]),
      subjects.cut,
    ),
    '## Refused exchanges',
    table(
      ['Subject', 'Role', 'Attempts', 'Last attempt'],
      refusals.rows.map((refusal) => [
        refusal.subject ?? '',
        shortArn(refusal.roleArn ?? ''),
        number(refusal.attempts),
        minute(refusal.lastAttemptAt),
      ]),
      refusals.cut,
    ),
    '## What the trail cannot see',
    describeLimits(report)
      .map((limit) => `- ${limit}`)
      .join('\n'),
    table(
      ['Why calls are not fully attributed', 'What is known', 'Calls'],
      gaps.map((gap) => [
        reasons.get(gap.reason ?? '')?.words ?? gap.reason ?? '',
        kindNames.get(gap.originKind ?? '') ?? '',
        number(gap.calls),
      ]),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

const before = (value: number | null, show: (value: number) => string): string => (value === null ? '' : show(value));

function table(heads: readonly string[], rows: readonly (readonly string[])[], cut = 0): string {
  if (rows.length === 0) return 'None.';
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const more = cut > 0 ? `\n\n${number(cut)} more rows are not shown.` : '';
  return (
    [line(heads), line(heads.map(() => '---')), ...rows.map((row) => line(row.map(escapeMarkdown)))].join('\n') + more
  );
}

const steering = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text from a log as text in Markdown: nothing in it is markup, a link, HTML, or the end of a table cell. */
export const escapeMarkdown = (text: string): string =>
  text
    .replace(steering, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/[\\`*_{}[\]()#+!|~>@]/g, '\\$&')
    .replace(/:\/\//g, ':\u200b//')
    .replace(/www\./gi, (match) => `${match.slice(0, 3)}\u200b.`);

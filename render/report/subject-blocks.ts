import { addDays } from '../../core/compliance/iso-week.ts';
import type { Report } from '../../core/compliance/report.ts';
import type { Block } from './block.ts';
import { reportQuestions } from './questions.ts';
import { badge, code, html, renderTable, sub } from './table.ts';
import { minute, number, shortArn } from './words.ts';

/** Days before its end from which an exemption is called ending. */
const endingDays = 28;

const told = (evidence: Readonly<Record<string, unknown>>, name: string): string => number(Number(evidence[name]) || 0);

/** Open findings of subjects that the policy does not expect. */
export const unexpectedBlock = ({ unexpected, headline }: Report): Block => ({
  id: 'unexpected',
  heading: 'Unexpected subjects',
  lead: 'Exchanges whose subject or audience the policy file does not expect for the role.',
  body: renderTable({
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
      { head: 'Role', kind: 'wide', cell: (finding) => shortArn(finding.resource ?? '') },
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
  }),
  counted: {
    words:
      'Open findings of the detection “unexpected_subject”: the last run of “subtrail detect” compared each exchange with what the policy file expects for its role.',
    questions: reportQuestions.unexpected,
  },
});

/** Refused exchanges, the most frequent first. */
export const refusalsBlock = ({ refusals }: Report): Block => ({
  id: 'refusals',
  heading: 'Refused exchanges',
  lead: 'Tokens that AWS did not accept for a role: a trust policy at work, a typing error in one, or a stranger.',
  body: renderTable({
    caption: 'Refused exchanges',
    ...refusals,
    empty: 'No exchange was refused in these weeks.',
    columns: [
      {
        head: 'Subject',
        kind: 'wide',
        cell: (refusal) => html(`${code(refusal.subject ?? 'no subject recorded')}${sub(refusal.issuer ?? '')}`),
      },
      { head: 'Role', kind: 'wide', cell: (refusal) => shortArn(refusal.roleArn ?? 'not recorded') },
      { head: 'Attempts', kind: 'n', cell: (refusal) => number(refusal.attempts) },
      { head: 'Last attempt', kind: 't', cell: (refusal) => minute(refusal.lastAttemptAt) },
    ],
  }),
  counted: {
    words:
      'AssumeRoleWithWebIdentity calls that AWS answered with an error, by subject and role. A subject is one row for each role that it tried.',
    questions: reportQuestions.refusals,
  },
});

/** The policy's exemptions, which end one day. */
export const exemptionsBlock = ({ exemptions, weekEndOn }: Report): Block => ({
  id: 'exemptions',
  heading: 'Exemptions',
  lead: 'What the policy file lets pass, and until when.',
  body: renderTable({
    caption: 'Exemptions',
    ...exemptions,
    empty: 'The policy file exempts nothing.',
    columns: [
      { head: 'Rule', cell: ({ rule }) => html(code(rule)) },
      { head: 'What', kind: 'wide', cell: ({ match }) => html(code(match)) },
      { head: 'Why', kind: 'wide', cell: ({ reason }) => reason },
      { head: 'Owner', cell: ({ owner }) => owner },
      { head: 'Until', kind: 't', cell: ({ until }) => html(`${code(until)} ${endWord(until, weekEndOn)}`) },
      { head: 'Findings covered', kind: 'n', cell: ({ findings }) => number(findings) },
    ],
  }),
  counted: {
    words:
      'Exemptions as they stand in the policy file, and the findings that each covers now. One that covers nothing can go.',
    questions: reportQuestions.exemptions,
  },
});

function endWord(until: string, weekEndOn: string): string {
  if (until === '') return badge('no end', 'hot');
  if (until < weekEndOn) return badge('over', 'hot');
  return until <= addDays(weekEndOn, endingDays) ? badge('ends soon', 'hot') : '';
}

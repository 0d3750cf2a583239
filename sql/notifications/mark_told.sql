-- purpose:  Writes on findings what people were told of their present lives. Safe to repeat: it says what was sent.
-- grain:    one row per finding (rule, finding_key)
-- inputs:   notifications, findings
-- outputs:  the rows changed in findings
merge into findings t
using (
  select
    n.rule,
    n.finding_key,
    n.life,
    min(case when n.kind in ('opened', 'reopened', 'lapsed') then n.sent_at end) as opened_notified_at,
    max(case when n.kind <> 'resolved' then n.sent_at end) as last_notified_at,
    max(case when n.kind = 'resolved' then n.sent_at end) as resolved_notified_at
  from notifications n
  where n.state = 'sent'
  group by n.rule, n.finding_key, n.life
) n
on t.rule = n.rule and t.finding_key = n.finding_key and t.reopened_count = n.life
when matched and (
    t.opened_notified_at, t.last_notified_at, t.resolved_notified_at
  ) is distinct from (
    n.opened_notified_at, n.last_notified_at, n.resolved_notified_at
  ) then
  update set
    opened_notified_at = n.opened_notified_at, last_notified_at = n.last_notified_at,
    resolved_notified_at = n.resolved_notified_at

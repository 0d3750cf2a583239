-- purpose:  What was told, or is to be told, of findings in their present lives.
-- grain:    one row per thing to say of a finding in one of its lives (notice_id)
-- inputs:   notifications, findings
-- outputs:  notice_id varchar, message_id varchar, message_kind varchar, parent_message_id varchar, channel varchar,
--           rule varchar, finding_key varchar, life integer, kind varchar, state varchar, attempts integer,
--           planned_at timestamp, sent_at timestamp, slack_channel varchar, slack_ts varchar, error varchar
select
  n.notice_id, n.message_id, n.message_kind, n.parent_message_id, n.channel, n.rule, n.finding_key, n.life, n.kind,
  n.state, n.attempts, n.planned_at, n.sent_at, n.slack_channel, n.slack_ts, n.error
from notifications n
inner join findings f on f.rule = n.rule and f.finding_key = n.finding_key and f.reopened_count = n.life
order by n.planned_at, n.message_id, n.notice_id

-- purpose:  Federated sessions that were asked for with a longer life than allowed.
-- grain:    one row per role, issuer and stable subject (finding_key is all three)
-- inputs:   sessions
-- params:   :window_start_at timestamp, :window_end_at timestamp, :max_session_seconds integer  (UTC, end excluded)
-- outputs:  finding columns + severity varchar, owner varchar (null), issuer varchar, subject varchar,
--           longest_seconds bigint, limit_seconds bigint, event_ids varchar
-- quiet on: refused exchanges; sessions whose length the event does not show; sessions as long as the limit
-- source:   STS API reference, AssumeRoleWithWebIdentity, DurationSeconds (read 2026-11)
select
  concat(
    coalesce(s.role_arn, 'unknown role'), ' ', coalesce(s.issuer, ''), ' ',
    coalesce(s.stable_subject, s.subject, 'unknown subject')
  ) as finding_key,
  min(s.event_time) as first_event_at,
  max(s.event_time) as last_event_at,
  count(*) as event_count,
  coalesce(s.stable_subject, s.subject, 'unknown subject') as actor,
  min(s.event_name) as action,
  s.role_arn as resource,
  array_join(slice(array_sort(array_agg(distinct s.source_ip_address)), 1, 6), ', ') as source_ip,
  min(s.recipient_account_id) as account_id,
  array_join(slice(array_sort(array_agg(distinct s.aws_region)), 1, 12), ', ') as region,
  'low' as severity,
  cast(null as varchar) as owner,
  s.issuer,
  max(s.subject) as subject,
  cast(max(s.duration_seconds) as bigint) as longest_seconds,
  cast(:max_session_seconds as bigint) as limit_seconds,
  array_join(slice(array_agg(s.event_id order by s.event_time desc, s.event_id), 1, 5), ' ') as event_ids
from sessions s
where s.exchange_kind = 'web_identity'
  and s.error_code is null
  and s.duration_seconds > :max_session_seconds
  and s.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
  and s.event_time >= :window_start_at
  and s.event_time < :window_end_at
group by s.role_arn, s.issuer, coalesce(s.stable_subject, s.subject, 'unknown subject')
order by last_event_at desc, finding_key

-- purpose:  Actions of a long-lived key that roles which web identities take do as well, in the same account.
-- grain:    one row per role, account and action (role_arn, account_id, event_source, event_name)
-- inputs:   calls
-- params:   :key_id varchar, :window_start_at timestamp, :window_end_at timestamp, :rows_max bigint  (UTC, end excluded)
-- outputs:  role_arn varchar, account_id varchar, event_source varchar, event_name varchar, calls bigint,
--           ci_platform varchar, ci_repository varchar (of its newest call)
with wanted as (
  select c.recipient_account_id, c.event_source, c.event_name
  from calls c
  where c.origin_key_id = :key_id
    and c.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
    and c.event_time >= :window_start_at
    and c.event_time < :window_end_at
  group by c.recipient_account_id, c.event_source, c.event_name
)
select
  c.role_arn,
  c.recipient_account_id as account_id,
  c.event_source,
  c.event_name,
  count(*) as calls,
  max_by(c.ci_platform, c.event_time) as ci_platform,
  max_by(c.ci_repository, c.event_time) as ci_repository
from calls c
inner join wanted w
  on w.recipient_account_id = c.recipient_account_id
  and w.event_source = c.event_source
  and w.event_name = c.event_name
where c.origin_kind = 'web_identity'
  and c.chain_depth = 1
  and c.role_arn is not null
  and c.error_code is null
  and c.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
  and c.event_time >= :window_start_at
  and c.event_time < :window_end_at
group by c.role_arn, c.recipient_account_id, c.event_source, c.event_name
order by c.role_arn, c.recipient_account_id, c.event_source, c.event_name
limit :rows_max

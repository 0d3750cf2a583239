-- purpose:  Roles that the lake knows: taken, used, or written about.
-- grain:    one row per role (role_arn)
-- inputs:   sessions, callers, iam_changes
-- params:   :window_start_at timestamp, :window_end_at timestamp, :rows_max bigint  (UTC, end excluded)
-- outputs:  role_arn varchar (of a role that is only written about, without its path), web_identities bigint
with known as (
  select s.role_arn, case when s.exchange_kind = 'web_identity' and s.error_code is null then 1 else 0 end as taken
  from sessions s
  where s.role_arn is not null
    and s.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
  union all
  select c.role_arn, 0 as taken
  from callers c
  where c.role_arn is not null
  union all
  select concat('arn:aws:iam::', i.recipient_account_id, ':role/', i.role_name) as role_arn, 0 as taken
  from iam_changes i
  where i.change in ('create_role', 'update_trust_policy')
    and i.role_name is not null
    and i.recipient_account_id is not null
    and i.event_date <= cast(:window_end_at as date)
)
select k.role_arn, sum(k.taken) as web_identities
from known k
group by k.role_arn
order by k.role_arn
limit :rows_max

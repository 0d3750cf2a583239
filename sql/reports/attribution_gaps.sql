-- purpose:  Calls of the window whose origin is not fully known, and why.
-- grain:    one row per reason and origin kind
-- inputs:   calls
-- params:   :window_start_on date, :window_end_on date  (UTC, end excluded)
-- outputs:  reason varchar, origin_kind varchar, calls bigint, principals bigint
with by_principal as (
  select
    attribution_reason as reason, origin_kind, role_arn,
    case when role_arn is null then principal_arn end as principal_arn,
    case when role_arn is null and principal_arn is null then principal_id end as principal_id,
    count(*) as calls
  from calls
  where attribution in ('none', 'context')
    and event_date >= :window_start_on
    and event_date < :window_end_on
  group by
    attribution_reason, origin_kind, role_arn,
    case when role_arn is null then principal_arn end,
    case when role_arn is null and principal_arn is null then principal_id end
)
select
  reason, origin_kind,
  sum(calls) as calls,
  count(distinct coalesce(role_arn, principal_arn, principal_id)) as principals
from by_principal
group by reason, origin_kind
order by calls desc, reason, origin_kind

-- purpose:  Whose changes still hang on a long-lived key?
-- grain:    one row per access key (access_key_id)
-- inputs:   calls, principals
-- params:   :since_on date, :until_on date, :owner_like varchar, :rows_max bigint  (UTC days, both included)
-- outputs:  owner varchar (as the policy names it), key_use varchar, access_key_id varchar, principal varchar,
--           write_calls bigint, session_write_calls bigint, services varchar, accounts varchar, last_event_at timestamp
with written as (
  select
    origin_key_id,
    max(origin_principal) as principal,
    count(*) as write_calls,
    count_if(chain_depth > 0) as session_write_calls,
    array_join(slice(array_sort(array_agg(distinct replace(event_source, '.amazonaws.com', ''))), 1, 8), ', ') as services,
    array_join(slice(array_sort(array_agg(distinct recipient_account_id)), 1, 6), ', ') as accounts,
    max(event_time) as last_event_at
  from calls
  where event_date between :since_on and :until_on
    and origin_kind = 'access_key'
    and origin_key_id is not null
    and not coalesce(read_only, true)
  group by origin_key_id
),
-- Of several patterns that fit, the longest says most.
owners as (
  select
    w.origin_key_id,
    max_by(p.owner, p.precedence) as owner,
    max_by(p.use, p.precedence) as key_use
  from written w
  inner join principals p on w.principal like p.principal_like escape '\'
  group by w.origin_key_id
)
select
  o.owner,
  o.key_use,
  w.origin_key_id as access_key_id,
  w.principal,
  w.write_calls,
  w.session_write_calls,
  w.services,
  w.accounts,
  w.last_event_at
from written w
left join owners o on o.origin_key_id = w.origin_key_id
where coalesce(o.owner, '') like :owner_like escape '\'
order by w.write_calls desc, w.origin_key_id
limit :rows_max

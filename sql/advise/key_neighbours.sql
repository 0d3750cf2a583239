-- purpose:  CI jobs that federate from the addresses that a long-lived key is used from.
-- grain:    one row per address, platform and repository (source_ip_address, ci_platform, ci_repository)
-- inputs:   calls, sessions
-- params:   :key_id varchar, :window_start_at timestamp, :window_end_at timestamp  (UTC, end excluded)
-- outputs:  source_ip_address varchar, ci_platform varchar, ci_repository varchar, sessions bigint
with addresses as (
  select c.source_ip_address
  from calls c
  where c.origin_key_id = :key_id
    and c.source_ip_address is not null
    and c.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
    and c.event_time >= :window_start_at
    and c.event_time < :window_end_at
  group by c.source_ip_address
)
select s.source_ip_address, s.ci_platform, s.ci_repository, count(*) as sessions
from sessions s
inner join addresses a on a.source_ip_address = s.source_ip_address
where s.exchange_kind = 'web_identity'
  and s.error_code is null
  and s.event_date between cast(:window_start_at as date) and cast(:window_end_at as date)
  and s.event_time >= :window_start_at
  and s.event_time < :window_end_at
group by s.source_ip_address, s.ci_platform, s.ci_repository
order by sessions desc, s.source_ip_address, s.ci_platform, s.ci_repository
limit 50

-- purpose:  Which buckets do S3 data events show in use, and by whom?
-- grain:    one row per bucket, origin kind, origin and event name
-- inputs:   calls
-- params:   :since_on date, :until_on date, :bucket_like varchar, :rows_max bigint  (UTC days, both included)
-- outputs:  bucket varchar, origin_kind varchar, origin varchar, event_name varchar, calls bigint, write_calls bigint,
--           refused bigint, last_event_at timestamp
with touched as (
  select
    origin_kind, event_name, read_only, error_code, event_time,
    coalesce(
      regexp_extract(element_at(resource_arns, 1), '^arn:[^:]*:s3:::([^/]+)', 1),
      json_extract_scalar(request_parameters, '$.bucketName')
    ) as bucket,
    coalesce(ci_repository, stable_subject, origin_subject, origin_key_id, origin_principal, principal_arn) as origin
  from calls
  where event_date between :since_on and :until_on
    and event_source = 's3.amazonaws.com'
    and event_category = 'Data'
)
select
  bucket,
  origin_kind,
  origin,
  event_name,
  count(*) as calls,
  count_if(not coalesce(read_only, true)) as write_calls,
  count_if(error_code is not null) as refused,
  max(event_time) as last_event_at
from touched
where coalesce(bucket, '') like :bucket_like escape '\'
group by bucket, origin_kind, origin, event_name
order by calls desc, bucket, origin_kind, origin, event_name
limit :rows_max

-- Names that Trino has and DuckDB lacks, or means differently. Loaded once a connection; only what our SQL uses.
set TimeZone = 'UTC';
set integer_division = true;
create or replace temp macro regexp_like(s, p) as regexp_matches(s, p);
create or replace temp macro regexp_extract(s, p) as case when regexp_matches(s, p) then system.main.regexp_extract(s, p) end,
  (s, p, g) as case when regexp_matches(s, p) then system.main.regexp_extract(s, p, g) end;
create or replace temp macro regexp_replace(s, p) as system.main.regexp_replace(s, p, '', 'g'),
  (s, p, r) as system.main.regexp_replace(s, p, system.main.regexp_replace(r, '\$(\d)', '\\\1', 'g'), 'g');
create or replace temp macro _json_path(p) as replace(replace(p, '["', '."'), '"]', '"');
create or replace temp macro json_extract_scalar(j, p) as
  case
    when not json_valid(j) then null
    when json_type(j, _json_path(p)) in ('OBJECT', 'ARRAY') then null
    else json_extract_string(j, _json_path(p))
  end;
create or replace temp macro json_extract(j, p) as case when json_valid(j) then system.main.json_extract(j, _json_path(p)) end;
create or replace temp macro json_array_get(j, i) as system.main.json_extract(j, '$[' || i || ']');
create or replace temp macro json_parse(s) as cast(s as json);
create or replace temp macro json_format(j) as cast(j as varchar);
create or replace temp macro from_iso8601_timestamp(s) as cast(s as timestamptz);
create or replace temp macro to_unixtime(t) as epoch(t);
create or replace temp macro date_trunc(u, d date) as cast(system.main.date_trunc(u, d) as date),
  (u, d timestamp) as system.main.date_trunc(u, d);
create or replace temp macro date_diff(u, a, b) as date_sub(u, a, b);
create or replace temp macro date_add(u, n, d date) as cast(d + n * cast('1 ' || u as interval) as date),
  (u, n, d timestamp) as d + n * cast('1 ' || u as interval);
create or replace temp macro day_of_week(d) as isodow(d);
create or replace temp macro year_of_week(d) as isoyear(d);
create or replace temp macro _joda(f) as
  replace(replace(replace(replace(replace(replace(f, 'yyyy', '%Y'), 'MM', '%m'), 'dd', '%d'), 'HH', '%H'), 'mm', '%M'), 'ss', '%S');
create or replace temp macro format_datetime(t, f) as strftime(t, _joda(f));
create or replace temp macro count_if(x) as coalesce(system.main.count_if(x), 0);
-- DuckDB's own passes over rows whose first argument is null.
create or replace temp macro max_by(x, y) as arg_max_null(x, y);
create or replace temp macro approx_distinct(x) as approx_count_distinct(x);
create or replace temp macro map_agg(k, v) as map(array_agg(k), array_agg(v));
create or replace temp macro cardinality(x) as len(x);
create or replace temp macro element_at(m, k) as m[k];
create or replace temp macro array_join(a, d) as array_to_string(list_filter(a, x -> x is not null), d),
  (a, d, n) as array_to_string(list_transform(a, x -> coalesce(cast(x as varchar), n)), d);
create or replace temp macro array_union(a, b) as list_distinct(list_concat(a, b));
create or replace temp macro array_except(a, b) as list_distinct(list_filter(a, x -> not list_contains(b, x)));
create or replace temp macro arrays_overlap(a, b) as list_has_any(a, b);
create or replace temp macro array_max(a) as list_max(a);
create or replace temp macro array_min(a) as list_min(a);
create or replace temp macro sequence(a, b) as generate_series(cast(a as bigint), cast(b as bigint));
create or replace temp macro slice(a, s, n) as a[s:s + n - 1];
create or replace temp macro split(s, d) as string_split(s, d);
create or replace temp macro split_part(s, d, i) as string_split(s, d)[i];
create or replace temp macro concat(a, b) as a || b, (a, b, c) as a || b || c, (a, b, c, d) as a || b || c || d,
  (a, b, c, d, e) as a || b || c || d || e, (a, b, c, d, e, f) as a || b || c || d || e || f,
  (a, b, c, d, e, f, g) as a || b || c || d || e || f || g;
create or replace temp macro to_utf8(s) as encode(s);
create or replace temp macro to_hex(b) as hex(b);
create or replace temp macro sha256(b blob) as unhex(system.main.sha256(b));

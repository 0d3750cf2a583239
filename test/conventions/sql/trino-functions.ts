/**
 * Functions that Trino has, and so Athena: statements may call these and no others. Special forms of the grammar, such as
 * `cast` and `extract`, are not among them. Not all are known to DuckDB: running every statement shows that.
 * **source**: Trino documentation, "Functions and operators".
 */
export const trinoFunctions: ReadonlySet<string> = new Set(
  `
  count count_if sum avg min max min_by max_by any_value arbitrary array_agg map_agg histogram bool_and bool_or every
  approx_distinct approx_percentile stddev stddev_pop stddev_samp variance var_pop var_samp checksum bitwise_and_agg
  bitwise_or_agg geometric_mean

  row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value

  abs ceil ceiling floor round sign sqrt power pow mod ln log log2 log10 exp truncate greatest least width_bucket
  bitwise_and bitwise_or bitwise_xor to_base from_base

  coalesce nullif if try

  lower upper length trim ltrim rtrim lpad rpad replace reverse split split_part split_to_map starts_with strpos substr
  substring concat concat_ws chr codepoint translate levenshtein_distance hamming_distance format normalize to_utf8
  from_utf8 regexp_like regexp_extract regexp_extract_all regexp_replace regexp_split regexp_count regexp_position

  to_hex from_hex to_base64 from_base64 md5 sha1 sha256 sha512 xxhash64 crc32

  date date_add date_diff date_trunc date_format date_parse format_datetime parse_datetime from_iso8601_date
  from_iso8601_timestamp to_iso8601 from_unixtime to_unixtime with_timezone at_timezone year quarter month week day
  day_of_month day_of_week day_of_year year_of_week hour minute second millisecond last_day_of_month

  cardinality contains element_at filter transform reduce any_match all_match none_match array_distinct array_except
  array_intersect array_join array_max array_min array_position array_remove array_sort array_union arrays_overlap
  flatten sequence slice zip zip_with combinations repeat map map_keys map_values map_entries map_from_entries map_concat
  map_filter transform_keys transform_values

  json_extract json_extract_scalar json_parse json_format json_size json_array_contains json_array_get
  json_array_length is_json_scalar

  url_decode url_encode url_extract_host url_extract_path url_extract_query url_extract_parameter url_extract_protocol
  `
    .split(/\s+/)
    .filter((name) => name !== ''),
);

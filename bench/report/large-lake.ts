import type { DuckDBConnection } from '@duckdb/node-api';

/** How large a lake is to be. `sessions` are a tenth of the calls, `repositories` half as many as keys. */
export interface LakeSize {
  readonly calls: number;
  readonly accounts: number;
  readonly keys: number;
  readonly weeks: number;
  /** The Monday of the first week, a UTC day. */
  readonly startOn: string;
}

/** What the columns of `calls` and `sessions` have in common: who it was, by a row's number `i`. */
const originColumns = `
  case when kind = 'web_identity' and chain_depth is not null then subject end as origin_subject,
  case when kind = 'web_identity' then 'token.actions.githubusercontent.com' end as origin_issuer,
  case when kind = 'access_key' then key_id end as origin_key_id,
  case when kind = 'access_key' then principal end as origin_principal,
  chain_depth,
  case when chain_depth is null then 'none' when chain_depth = 0 then 'direct' else 'session' end as attribution,
  case when chain_depth is null then 'exchange_not_found' end as attribution_reason,
  case when kind = 'web_identity' then 'github_actions' end as ci_platform,
  case when kind = 'web_identity' then 'acme-' || repository % 50 end as ci_organization,
  case when kind = 'web_identity' then repository_name end as ci_repository,
  case when kind = 'web_identity' then 'branch' end as ci_ref_kind,
  case when kind = 'web_identity' then ref end as ci_ref,
  case when kind = 'web_identity' then subject end as stable_subject`;

/** Rows with their dice: everything follows from hashes of the row's number, so that the same size gives the same lake. */
const diced = (size: LakeSize, week: number, rows: number) => `
  with numbered as (
    select i, hash(i) as h, hash(i + 1000000000000) as g
    from (select unnest(range(cast(${week} as bigint) * ${rows}, cast(${week + 1} as bigint) * ${rows})) as i)
  ),
  cast_rows as (
    select
      i, h, g,
      case
        when h % 100 < 55 then 'web_identity' when h % 100 < 80 then 'access_key'
        when h % 100 < 90 then 'aws_service' when h % 100 < 97 then 'identity_center' else 'unknown'
      end as kind,
      -- A few are busy and many are rare, as in life.
      cast(floor(${size.keys} * pow((g % 1000003) / 1000003.0, 3)) as bigint) as key,
      cast(floor(${Math.ceil(size.keys / 2)} * pow((g % 1000003) / 1000003.0, 2)) as bigint) as repository,
      timestamp '${size.startOn} 00:00:00' + to_seconds(${week} * 604800 + cast((h >> 8) % 604800 as bigint)) as event_time
    from numbered
  ),
  told as (
    select
      *,
      cast(event_time as date) as event_date,
      case kind
        when 'unknown' then null when 'identity_center' then null when 'access_key' then (h >> 16) % 3
        when 'web_identity' then case when h % 1000 = 0 then null else 1 + (h >> 16) % 2 end else 1
      end as chain_depth,
      'AKIA' || lpad(cast(key as varchar), 16, '0') as key_id,
      'arn:aws:iam::' || lpad(cast(100000000000 + key % ${size.accounts} as varchar), 12, '0') || ':user/'
        || case when key % 5 = 0 then '' else 'ci/' end || 'user-' || key as principal,
      lpad(cast(100000000000 + (case kind when 'access_key' then key when 'web_identity' then repository else h >> 20 end)
        % ${size.accounts} as varchar), 12, '0') as account_id,
      -- Whoever calls does a dozen things, some of which everybody does.
      case when (h >> 24) % 4 = 0 then (h >> 40) % 5
        else ((case kind when 'access_key' then key else repository % 3 end) * 7 + (h >> 40) % 9) % 400 end as action,
      'acme-' || repository % 50 || '/repository-' || repository as repository_name,
      case when g % 7 < 5 then 'main' else 'topic-' || g % 40 end as ref,
      'repo:acme-' || repository % 50 || '/repository-' || repository || ':ref:refs/heads/'
        || case when g % 7 < 5 then 'main' else 'topic-' || g % 40 end as subject
    from cast_rows
  )`;

/** One week of calls. */
const weekOfCalls = (size: LakeSize, week: number, rows: number) => `
  insert into calls by name (
    ${diced(size, week, rows)}
    select
      event_time, event_date, 'event-' || i as event_id,
      'service-' || action % 40 || '.amazonaws.com' as event_source,
      'Action' || action as event_name,
      'AwsApiCall' as event_type, 'Management' as event_category, 'eu-central-1' as aws_region,
      account_id as recipient_account_id, (h >> 30) % 10 < 7 as read_only,
      case when (h >> 34) % 50 = 0 then 'AccessDenied' end as error_code,
      -- A key lives on a few machines, a federated job on any.
      '198.18.' || case when kind = 'access_key' then key % 256 else (g >> 8) % 256 end || '.'
        || case when kind = 'access_key' then (g >> 16) % 3 else (g >> 16) % 256 end as source_ip_address,
      'aws-cli/2.' || case when kind = 'access_key' then key % 30 else (g >> 24) % 30 end || '.0 md/awscrt#0.28.0 ua/2.1 os/linux#6.8 lang/python#3.12 exec-env/CI-'
        || key % 20 as user_agent,
      case when chain_depth = 0 then 'IAMUser' else 'AssumedRole' end as user_identity_type,
      principal as principal_arn,
      case when chain_depth > 0 then 'arn:aws:iam::' || account_id || ':role/deploy-' || repository % 3 end as role_arn,
      case when chain_depth > 0 then case when kind = 'web_identity' then 'GitHubActions' else 'session-' || h % 100 end
      end as session_name,
      kind as caller_kind, kind as origin_kind, ${originColumns},
      's3://acme-example-logs/' || (i // 100) as source_object, cast(i % 100 as integer) as record_index,
      event_time as ingested_at
    from told
  )`;

/** One week of sessions. */
const weekOfSessions = (size: LakeSize, week: number, rows: number) => `
  insert into sessions by name (
    ${diced(size, week, rows)}
    select
      'session-' || i as session_id, event_time, event_date, 'exchange-' || i as event_id,
      'sts.amazonaws.com' as event_source, account_id as recipient_account_id,
      case when (h >> 34) % 50 = 0 then 'AccessDenied' end as error_code,
      case kind when 'web_identity' then 'web_identity' else 'assume_role' end as exchange_kind,
      'arn:aws:iam::' || account_id || ':role/deploy-' || repository % 3 as role_arn,
      case when kind = 'web_identity' then subject end as subject,
      case when kind = 'web_identity' then 'token.actions.githubusercontent.com' end as issuer,
      'sts.amazonaws.com' as audience, kind as caller_kind, kind as origin_kind, ${originColumns}
    from told
  )`;

/** What a policy, a credential report and the deliveries add. */
const rest = (size: LakeSize) => [
  `insert into deliveries by name (
    select
      'object-' || i as source_object, lpad(cast(100000000000 + i % ${size.accounts} as varchar), 12, '0') as account_id,
      case when i % 3 = 0 then 'us-east-1' else 'eu-central-1' end as region, 100 as records_read, 100 as rows_staged,
      0 as rejects, 0 as skipped, timestamp '${size.startOn} 00:00:00' + to_seconds(i % 604800) as delivered_at,
      timestamp '${size.startOn} 00:00:00' as ingested_at
    from (select unnest(range(cast(${Math.ceil(size.calls / 100)} as bigint))) as i)
  )`,
  `insert into key_inventory by name (
    select
      'arn:aws:iam::' || lpad(cast(100000000000 + i % ${size.accounts} as varchar), 12, '0') || ':user/'
        || case when i % 5 = 0 then '' else 'ci/' end || 'user-' || i as user_arn,
      1 as slot, timestamp '2026-01-01 00:00:00' as rotated_at, timestamp '2026-11-01 00:00:00' as reported_at
    from (select unnest(range(cast(${Math.ceil(size.keys * 1.2)} as bigint))) as i)
  )`,
  `insert into principals by name (
    select 'arn:%:iam::%:user/ci/user-' || i || '%' as principal_like, 'ci' as use, 'team ' || i as owner, i as precedence
    from (select unnest(range(1, 100)) as i)
  )`,
  `insert into expected_subjects by name (
    select 'e' || i as expectation_id, 'arn:%:iam::%:role/deploy-' || i % 3 as role_like,
      'acme-' || i % 50 || '/repository-' || i || '%' as repository_like, 'team ' || i % 90 as owner
    from (select unnest(range(1, 500)) as i)
  )`,
];

/** Fills the empty tables of a lake, a week at a time. Gives the number of calls. */
export async function fillLake(connection: DuckDBConnection, size: LakeSize): Promise<number> {
  const rows = Math.ceil(size.calls / size.weeks);
  for (let week = 0; week < size.weeks; week += 1) {
    await connection.run(weekOfCalls(size, week, rows));
    await connection.run(weekOfSessions(size, week, Math.ceil(rows / 10)));
  }
  for (const statement of rest(size)) await connection.run(statement);
  await connection.run('checkpoint');
  return rows * size.weeks;
}

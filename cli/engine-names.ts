/** The engines that a lake may live in elsewhere; `duckdb` is the one in a folder. */
export const engineNames = ['duckdb', 'trino', 'athena'] as const;
export type EngineName = (typeof engineNames)[number];
export type RemoteEngineName = Exclude<EngineName, 'duckdb'>;

/** Environment variables that say where these engines are, for help texts. */
export const engineEnvironmentHelp = `A lake in AWS: --engine athena, with SUBTRAIL_ATHENA_WORKGROUP and SUBTRAIL_ATHENA_DATABASE.
A lake in Trino: --engine trino, with SUBTRAIL_TRINO_URL, SUBTRAIL_TRINO_CATALOG, SUBTRAIL_TRINO_SCHEMA and, where it asks,
SUBTRAIL_TRINO_USER and SUBTRAIL_TRINO_PASSWORD.`;

import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';

/** Local copies of what lies below locations of a bucket, as an engine on this machine reads them. */
export interface StagedMirror {
  /** Copies what is new below a location, drops what is gone, and gives the folder; null when nothing is there. */
  sync(location: string): Promise<string | null>;
}

/** Objects are told apart by ETag: a batch that is written again under its old key is fetched again. */
export function createStagedMirror(client: S3Client, root: string): StagedMirror {
  const tags = new Map<string, string>();
  return {
    sync: async (location) => {
      const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(location) ?? [];
      const folder = join(root, bucket, prefix);
      mkdirSync(folder, { recursive: true });
      const present = new Set<string>();
      for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
        for (const { Key: key = '', ETag: tag = '' } of page.Contents ?? []) {
          if (!key.endsWith('.parquet')) continue;
          const file = join(root, bucket, key);
          present.add(file);
          if (tags.get(file) === tag) continue;
          const { Body: body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
          mkdirSync(dirname(file), { recursive: true });
          writeFileSync(`${file}.part`, (await body?.transformToByteArray()) ?? new Uint8Array());
          renameSync(`${file}.part`, file);
          tags.set(file, tag);
        }
      }
      dropOthers(folder, present);
      for (const file of tags.keys()) if (file.startsWith(`${folder}`) && !present.has(file)) tags.delete(file);
      return present.size === 0 ? null : folder;
    },
  };
}

function dropOthers(folder: string, present: ReadonlySet<string>): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && !present.has(file)) rmSync(file);
  }
}

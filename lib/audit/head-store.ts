import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Size and root of one epoch's tree. */
const Head = z.strictObject({
  epoch: z.int().min(1),
  size: z.codec(z.string().regex(/^\d{1,19}$/), z.bigint(), { decode: BigInt, encode: String }),
  root: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Head = z.output<typeof Head>;

/** What is known of a log outside of its database: the head that was committed last, and the one that may have been after it. */
const KnownHead = z.strictObject({ committed: Head, intended: Head.nullable(), erased: z.array(z.uuid()) });
export type KnownHead = z.output<typeof KnownHead>;

/** Where the last heads are kept, out of reach of whoever restores or rewrites the database. */
export interface HeadStore {
  /** Undefined for a log that was never seen here. Throws for a file that cannot be read. */
  read(tenantId: string): Promise<KnownHead | undefined>;
  /** Resolves when it is on the disk. */
  write(tenantId: string, known: KnownHead): Promise<void>;
}

/** A file for each tenant in a folder, replaced as a whole. */
export class FileHeadStore implements HeadStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async read(tenantId: string): Promise<KnownHead | undefined> {
    const text = await readFile(this.#fileOf(tenantId), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    return text === undefined ? undefined : KnownHead.parse(JSON.parse(text));
  }

  async write(tenantId: string, known: KnownHead): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = this.#fileOf(tenantId);
    const file = await open(`${path}.new`, 'w', 0o600);
    try {
      await file.writeFile(JSON.stringify(z.encode(KnownHead, known)));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.new`, path);
  }

  #fileOf(tenantId: string): string {
    return join(this.#folder, `${tenantId}.json`);
  }
}

import { clientOf } from '#db/tenant.ts';
import { defineDownload } from '#lib/command/define-download.ts';
import { auditTile } from '#lib/contracts/audit-proofs.ts';
import { AppError } from '#lib/core/errors.ts';
import { readEpoch } from './read-epoch.ts';
import { parseTilePath } from './tile-path.ts';
import { tileWidth } from './tile-tree.ts';
import { TreeReader } from './tree-reader.ts';

/** The hashes of a tile, 32 bytes each; full ones never change. */
export const downloadAuditTile = defineDownload(auditTile, {
  fileName: ({ path }) => path.replaceAll('/', '-'),
  async read({ tx, tenantId }, input) {
    const wanted = parseTilePath(input.path);
    if (wanted === undefined) throw new AppError('not_found');
    const sql = clientOf(tx);
    const { epoch, size } = await readEpoch(sql, tenantId, input.epoch);
    const { level, index, width } = wanted;
    const filled = size / BigInt(tileWidth) ** BigInt(level) - index * BigInt(tileWidth);
    if (width < 1 || width > tileWidth || filled < BigInt(width)) throw new AppError('not_found');
    const hashes = await new TreeReader(sql, { tenantId, epoch, size }).tile(level, index);
    return { text: Buffer.from(hashes.slice(0, width).join(''), 'hex'), next: null };
  },
});

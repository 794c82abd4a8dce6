import { toPublicId } from '#lib/core/ids.ts';

/**
 * The origin of one epoch's tree: a URL without a scheme, the first line of its checkpoints and the name of its key. A log
 * must never sign two trees that contradict each other, so the tree after a restore has an origin of its own.
 */
export const logOrigin = (host: string, tenantId: string, epoch: number): string =>
  `${host}/audit/${toPublicId('tenant', tenantId)}/${epoch}`;

import type { DataClass } from '#lib/contracts/route-names.ts';
import type { Asked } from '../calls/gateway-call.ts';
import { holderOf } from '../snapshot/holder-of.ts';
import type { Principal } from '../snapshot/snapshot.ts';
import type { CacheSettings } from './cache-settings.ts';

/** Whose kept answers a call shares. */
type Sharing = Pick<CacheSettings, 'isolation' | 'lenders'>;

function ownerOf(principal: Principal, { isolation, lenders }: Sharing): string {
  const { departmentId, teamId } = principal;
  if (isolation === 'tenant') return 'tenant';
  if (isolation === 'department' && departmentId !== null) return `department:${departmentId}`;
  if (isolation === 'team' && teamId !== null) return `team:${lenders?.get(teamId) ?? teamId}`;
  return `key:${holderOf(principal)}`;
}

/**
 * Whom an answer may be told to again, inside the tenant. A key that is in no team or department shares with nobody. The header
 * x-tollgate-data-class and the tag `data_class` set calls apart from those of another class.
 */
export function isolationScope(
  principal: Principal,
  sharing: Sharing,
  { tags, dataClass }: { readonly tags: Asked['tags']; readonly dataClass: DataClass | null },
): string {
  const owner = ownerOf(principal, sharing);
  const classes = new Set([dataClass, tags?.data_class].filter((one) => one !== null && one !== undefined));
  return classes.size === 0 ? owner : `${owner}/${[...classes].join('+')}`;
}

import type { Strategy } from '../strategy.ts';

/** FNV-1a of a text's UTF-16 units with the finalizer of MurmurHash3, so that texts that differ little fall far apart. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}

/**
 * Rendezvous hashing with weights (Thaler and Ravishankar 1998; Schindelhauer and Schomaker 2005): each member bids for the
 * user, the highest bid wins. A member that comes or goes moves only the users it wins or had.
 */
const bid = (stickyKey: string, key: string, weight: number): number => -weight / Math.log((hash(`${key}\n${stickyKey}`) + 0.5) / 2 ** 32);

/** Every user keeps his member as long as it is there. */
export const sticky: Strategy = {
  name: 'sticky',
  label: 'Sticky by user',
  summary: 'Each user keeps the same one: by x-tollgate-user, else by the person or the key',
  field: 'weight',
  isFixed: false,
  comparesTargets: false,
  order(members, { stickyKey }) {
    const bids = new Map(members.map((member) => [member, bid(stickyKey, member.key, member.weight)]));
    return members.toSorted((left, right) => (bids.get(right) ?? 0) - (bids.get(left) ?? 0));
  },
  because: (_member, { stickyKey }) => `the place of user "${stickyKey}"`,
};

import type { Member, Strategy } from '../strategy.ts';

/** Draws one member by its share; its place in `left` is emptied. */
function draw<Target>(left: Member<Target>[], total: number, random: number): Member<Target> {
  let threshold = random * total;
  let at = left.length - 1;
  for (const [index, member] of left.entries()) {
    threshold -= member.weight;
    if (threshold < 0) {
      at = index;
      break;
    }
  }
  const [drawn] = left.splice(at, 1);
  if (drawn === undefined) throw new Error('Nothing is left to draw from');
  return drawn;
}

/** Members get calls in proportion to their weights; those that were not drawn stand in, drawn among themselves the same way. */
export const weighted: Strategy = {
  name: 'weighted',
  label: 'Weighted',
  summary: 'Calls are shared out in proportion to the weights',
  field: 'weight',
  isFixed: false,
  comparesTargets: false,
  order(members, { random }) {
    const left = [...members];
    const ordered: typeof left = [];
    let total = members.reduce((sum, { weight }) => sum + weight, 0);
    while (left.length > 0) {
      const drawn = draw(left, total, random());
      total -= drawn.weight;
      ordered.push(drawn);
    }
    return ordered;
  },
  because: ({ weight }) => `drawn with weight ${weight}`,
};

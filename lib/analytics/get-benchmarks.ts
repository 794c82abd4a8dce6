import { defineQuery } from '#lib/command/define-query.ts';
import { analyticsBenchmarks, comparedRequestsMin, comparedTeamsMin, type TeamBenchmarks } from '#lib/contracts/benchmarks.ts';
import { nameDimensions } from '#lib/usage/name-dimensions.ts';
import { openPlaceView } from './analytics-view.ts';
import { rangeShown } from './range-shown.ts';
import { successRateOf } from './read-members.ts';
import { sumCosts } from './sum-costs.ts';
import { toSums } from './to-overview.ts';

/** Teams compared at most, the dearest first. */
const teamsMax = 1000;

type Team = Omit<TeamBenchmarks['data'][number], 'cheaper_than' | 'steadier_than'>;

/** The middle one, the lower of two; null for none. */
function medianOf<Value extends number | bigint>(values: readonly (Value | null)[]): Value | null {
  const known = values.filter((value) => value !== null).sort((one, other) => (one < other ? -1 : one > other ? 1 : 0));
  return known[Math.floor((known.length - 1) / 2)] ?? null;
}

/** Which share of the other teams is worse; null where there is no other. */
function rankOf(team: Team, teams: readonly Team[], isWorse: (other: Team) => boolean): number | null {
  const others = teams.filter((other) => other !== team);
  return others.length === 0 ? null : others.filter(isWorse).length / others.length;
}

/** All teams are looked at, whoever asks; told are those that the caller sees, and of the others no more than medians and ranks. */
export const getBenchmarks = defineQuery(analyticsBenchmarks, async (ctx, input) => {
  const view = await openPlaceView(ctx, input);
  const { scope, closed, range } = view;
  const rows = await sumCosts(ctx, scope, { ...range, previous: null }, { by: ['team'], closed, limit: teamsMax, hasSeries: false });
  const groups = rows.filter(({ of, dims }) => of === 'group' && dims[0] !== 0);
  const names = await nameDimensions(
    ctx,
    groups.flatMap(({ dims }) => dims),
  );
  const teams = groups.flatMap((row): Team[] => {
    const known = names.get(row.dims[0] ?? 0);
    const sums = toSums(row);
    const tokens = sums.input_tokens + sums.cache_read_tokens + sums.cache_write_tokens + sums.output_tokens;
    if (known === undefined || sums.requests < comparedRequestsMin) return [];
    return [
      {
        team: { id: known.value, name: known.name },
        requests: sums.requests,
        cost_per_request_usd: sums.cost_usd / BigInt(sums.requests),
        cost_per_thousand_tokens_usd: tokens === 0 ? null : (sums.cost_usd * 1000n) / BigInt(tokens),
        success_rate: successRateOf(sums),
      },
    ];
  });
  const seen = teams.filter(({ team }) => ctx.reach.everything || ctx.reach.teamIds.includes(team.id));
  const cost = medianOf(teams.map((team) => team.cost_per_request_usd));
  const isTold = cost !== null && (ctx.reach.everything || teams.length >= comparedTeamsMin);
  return {
    ...rangeShown(range),
    teams: teams.length,
    median: isTold
      ? {
          cost_per_request_usd: cost,
          cost_per_thousand_tokens_usd: medianOf(teams.map((team) => team.cost_per_thousand_tokens_usd)),
          success_rate: medianOf(teams.map((team) => team.success_rate)),
        }
      : null,
    data: seen.map((team) => ({
      ...team,
      cheaper_than: isTold ? rankOf(team, teams, (other) => other.cost_per_request_usd > team.cost_per_request_usd) : null,
      steadier_than: isTold ? rankOf(team, teams, (other) => (other.success_rate ?? 0) < (team.success_rate ?? 0)) : null,
    })),
  };
});

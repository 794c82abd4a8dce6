import type { z } from 'zod';
import { StatusBadge } from '#components/ui/badge.tsx';
import { Card } from '#components/ui/card.tsx';
import { type Fact, Facts } from '#components/ui/facts.tsx';
import type { ApprovalRule } from '#lib/contracts/approval-rules.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { kindWords, nanoOf } from './approval-words.ts';
import { RuleActions } from './rule-actions.tsx';

export type RuleRow = z.input<typeof ApprovalRule>;

function levelsOf({ levels }: RuleRow, money: (usd: string) => string): string {
  return levels
    .map(({ role, user_ids: people, up_to_usd: limit }) => {
      const who = [
        ...(role === null || role === undefined ? [] : [role.replaceAll('_', ' ')]),
        ...((people ?? []).length > 0 ? ['named people'] : []),
      ];
      return `${who.join(' or ')}${limit === null || limit === undefined ? '' : ` up to ${money(limit)}`}`;
    })
    .join(', then ');
}

function factsOf(rule: RuleRow, reader: Reader): readonly Fact[] {
  const format = createFormat(reader);
  const money = (usd: string): string => format.moneyPrice(nanoOf(usd));
  const closed = rule.restricted ? 'Restricted' : 'Approval-only';
  return [
    { label: 'About', value: kindWords[rule.kind] },
    { label: 'For', value: rule.team_name ?? rule.department_name ?? 'The whole organization' },
    ...(rule.above_usd === null ? [] : [{ label: 'Calls above', value: money(rule.above_usd) }]),
    ...(rule.providers.length === 0 ? [] : [{ label: `${closed} providers`, value: rule.providers.join(', ') }]),
    ...(rule.models.length === 0 ? [] : [{ label: `${closed} models`, value: rule.models.join(', ') }]),
    { label: 'Levels', value: levelsOf(rule, money) },
    {
      label: 'Not decided in time',
      value: `${rule.on_timeout === 'escalate' ? 'the next level is asked' : 'it ends'} after ${format.countExact(Number(rule.timeout_hours))} h`,
    },
    ...(rule.auto_approve_under_usd === null ? [] : [{ label: 'Approved by itself under', value: money(rule.auto_approve_under_usd) }]),
    { label: 'Own requests', value: rule.four_eyes ? 'are decided by others' : 'may be decided by who asked' },
  ];
}

/** One rule with all that it says. */
export function RuleCard({ rule, reader }: { rule: RuleRow; reader: Reader }) {
  return (
    <Card
      title={rule.name}
      aside={
        <span className="flex flex-wrap items-center justify-end gap-2">
          <StatusBadge tone={rule.enabled ? 'success' : 'outline'}>{rule.enabled ? 'In force' : 'Off'}</StatusBadge>
          <RuleActions id={rule.id} name={rule.name} enabled={rule.enabled} />
        </span>
      }
    >
      <Facts facts={factsOf(rule, reader)} />
    </Card>
  );
}

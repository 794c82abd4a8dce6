import Link from 'next/link';
import { Card } from '#components/ui/card.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { createFormat, type Reader } from '#lib/core/format.ts';
import type { Governance } from './acting-rules.ts';

export interface PlaceStandingsProps {
  governance: Pick<Governance, 'compliance' | 'violations'>;
  reader: Reader;
  now: string;
}

/** How audits found the frameworks of the place, and the newest call that a rule was about; nothing where there is neither. */
export function PlaceStandings({ governance: { compliance, violations }, reader, now }: PlaceStandingsProps) {
  const format = createFormat(reader);
  const [newest] = violations;
  if (compliance.length === 0 && newest === undefined) return null;
  const standings = compliance.map(({ framework, name, score, audited_at: at }) => ({
    label: name,
    value: <Link href={`/compliance/${framework}`}>{score === null ? 'Nothing to score' : `${score} % of it passed`}</Link>,
    source: `audited ${format.dateTime(new Date(at), new Date(now))}`,
  }));
  const calls =
    newest === undefined
      ? []
      : [
          {
            label: 'Calls that rules were about',
            value: <Link href="/policies/violations">{violations.length < 50 ? format.count(violations.length) : 'At least 50'}</Link>,
            source: `the newest ${format.dateTime(new Date(newest.occurred_at), new Date(now))}`,
          },
        ];
  return (
    <Card title="How it stands">
      <Facts facts={[...calls, ...standings]} />
    </Card>
  );
}

import type { z } from 'zod';
import { PageLink } from '#components/shell/page-link.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import type { Transformation } from '#lib/contracts/transformations.ts';
import { RuleActions } from './rule-actions.tsx';
import { actionWords, targetWords } from './rule-words.ts';

/** The rules in the order in which they apply. */
export function RulesTable({ rules, mayWrite }: { rules: readonly z.input<typeof Transformation>[]; mayWrite: boolean }) {
  return (
    <TableScroll label="Rules">
      <Table>
        <thead>
          <tr>
            <HeadCell>Rule</HeadCell>
            <HeadCell>Whose requests</HeadCell>
            <HeadCell>What it does</HeadCell>
            {mayWrite ? <HeadCell className="text-right">Actions</HeadCell> : null}
          </tr>
        </thead>
        <tbody>
          {rules.map((rule, index) => (
            <tr key={rule.name}>
              <RowHead className="whitespace-nowrap">
                {mayWrite ? (
                  <PageLink
                    href={`/transformations/${rule.name}`}
                    className="font-mono underline decoration-control-edge underline-offset-4"
                  >
                    {rule.name}
                  </PageLink>
                ) : (
                  <span className="font-mono">{rule.name}</span>
                )}
                {rule.enabled === false ? <Badge className="ml-2">Off</Badge> : null}
              </RowHead>
              <Cell className="min-w-40 py-1.5">{targetWords(rule)}</Cell>
              <Cell className="min-w-60 py-1.5">{actionWords(rule)}</Cell>
              {mayWrite ? (
                <Cell className="text-right">
                  <RuleActions name={rule.name} enabled={rule.enabled !== false} isFirst={index === 0} />
                </Cell>
              ) : null}
            </tr>
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
}

import { Badge, StatusBadge } from '#components/ui/badge.tsx';
import { Card } from '#components/ui/card.tsx';
import { DiffView } from '#components/ui/diff-view.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { IdCell } from '#components/ui/id-cell.tsx';
import { JsonView } from '#components/ui/json-view.tsx';
import { LinkTabs } from '#components/ui/link-tabs.tsx';
import { ModelBadge } from '#components/ui/model-badge.tsx';
import { PersonCell } from '#components/ui/person-cell.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { Row, Section } from './section.tsx';
import { moment, reader } from './specimen-data.ts';

const body = JSON.stringify(
  {
    model: 'claude-sonnet',
    messages: [
      { role: 'system', content: 'You answer in one sentence.' },
      { role: 'user', content: '[redacted: e-mail] asks about invoice 9007199254740993' },
    ],
    metadata: { tags: ['app=bot', 'env=prod'], retry: null, limits: { max_tokens: 611, nested: { deep: true } } },
  },
  null,
  2,
);

/** What stands in cells, panels and details. */
export function Cells() {
  return (
    <>
      <Section title="Badges">
        <Row>
          <StatusBadge tone="success">Active</StatusBadge>
          <StatusBadge tone="warning">At risk</StatusBadge>
          <StatusBadge tone="danger">Exceeded</StatusBadge>
          <StatusBadge tone="info">Shadow</StatusBadge>
          <StatusBadge tone="outline">Draft</StatusBadge>
          <Badge>Unpriced</Badge>
          <Badge tone="brand">New</Badge>
        </Row>
      </Section>
      <Section title="People, models, ids, times">
        <TableScroll label="Specimens of cells">
          <Table className="min-w-160">
            <thead>
              <tr>
                <HeadCell>Person</HeadCell>
                <HeadCell>Model</HeadCell>
                <HeadCell>Id</HeadCell>
                <HeadCell>Last used</HeadCell>
                <HeadCell numeric>Cost</HeadCell>
              </tr>
            </thead>
            <tbody>
              <tr>
                <RowHead>
                  <PersonCell person={{ name: 'Mara Lindt', email: 'mara.lindt@halden.example' }} detailed />
                </RowHead>
                <Cell>
                  <ModelBadge model="claude-sonnet-4-5" slot={1} />
                </Cell>
                <Cell>
                  <IdCell id="team_01jdnhwyg0e0080000004f2a" />
                </Cell>
                <Cell>
                  <TimeText at="2026-11-20T13:03:00Z" reader={reader} now={moment} />
                </Cell>
                <Cell numeric>$8,640.18</Cell>
              </tr>
              <tr>
                <RowHead>
                  <PersonCell person={{ name: 'Jörg Müller', deactivated: true }} />
                </RowHead>
                <Cell className="max-w-40">
                  <ModelBadge model="a-model-name-of-sixty-four-characters-that-does-not-fit-in-cells" slot={4} />
                </Cell>
                <Cell>
                  <IdCell id="key_short" />
                </Cell>
                <Cell>
                  <TimeText at="2026-10-02T08:00:00Z" reader={reader} now={moment} />
                </Cell>
                <Cell numeric>$0.50</Cell>
              </tr>
              <tr>
                <RowHead>
                  <PersonCell person={{ name: 'ليلى حداد' }} />
                </RowHead>
                <Cell>
                  <ModelBadge model="gpt-mini" slot={2} />
                </Cell>
                <Cell>
                  <IdCell id="usr_01jdnhwyg0e008000000aaaa" />
                </Cell>
                <Cell>
                  <TimeText at="2026-11-20T13:15:00Z" reader={reader} now={moment} absolute />
                </Cell>
                <Cell numeric>{'< $0.01'}</Cell>
              </tr>
            </tbody>
          </Table>
        </TableScroll>
      </Section>
      <div className="grid gap-4 lg:grid-cols-2">
        <Card title="Facts" subtitle="As in a side panel">
          <Facts
            facts={[
              { label: 'Owner', value: <PersonCell person={{ pseudonym: 'Person 14' }} /> },
              { label: 'Region', value: 'EU', source: 'from Halden Group' },
              { label: 'Team', value: 'Customer Operations and Field Enablement EMEA' },
            ]}
          />
        </Card>
        <Card title="Changes" subtitle="N and P move between them">
          <DiffView
            label="Changes by Mara Lindt"
            unchanged={11}
            changes={[
              { label: 'Limit', before: '$500.00', after: '$800.00' },
              { label: 'Name', before: 'ci', after: 'ci-payments' },
              { label: 'Expires', before: undefined, after: 'Feb 12, 2027' },
              { label: 'Secret', before: 'x', after: 'y', secret: true },
            ]}
            raw={{
              before: 'name: ci\nlimit: 500\nregion: eu\nowner: mara',
              after: 'name: ci-payments\nlimit: 800\nregion: eu\nowner: mara\nexpires: 2027-02-12',
            }}
          />
        </Card>
      </div>
      <Section title="JSON">
        <JsonView label="Request body" text={body} />
      </Section>
      <Section title="Tabs of a page">
        <LinkTabs
          label="Specimen sections"
          current="usage"
          tabs={[
            { id: 'overview', label: 'Overview', href: '/docs/components?tab=cells' },
            { id: 'usage', label: 'Usage', href: '/docs/components?tab=cells', count: '12.3K' },
          ]}
        />
      </Section>
    </>
  );
}

import { Kbd } from '#components/ui/kbd.tsx';
import { Row, Section } from './section.tsx';

const grounds = [
  'canvas',
  'surface',
  'raised',
  'sunken',
  'hover',
  'selected',
  'hairline',
  'border',
  'control',
  'faint',
  'muted',
  'second',
  'ink',
];
const states = ['brand', 'success', 'warning', 'danger', 'info'];
const series = ['1', '2', '3', '4', '5', '6', '7', '8', 'other'];

const type = [
  ['text-cover', 'Report cover 32/40'],
  ['text-figure', '$21,864 key figure 24/32'],
  ['text-title', 'Page title 20/28'],
  ['text-lead', 'Lead 16/24'],
  ['text-body', 'Body 14/20, the default'],
  ['text-control', 'Control, table, navigation 13/20'],
  ['text-caption', 'Caption, badge, axis 12/16'],
];

/** Colours, type and keycaps. */
export function Foundations() {
  return (
    <>
      <Section title="Neutral grounds and text">
        <Row>
          {grounds.map((name) => (
            <Swatch key={name} token={name} />
          ))}
        </Row>
      </Section>
      <Section title="States">
        <Row>
          {states.map((name) => (
            <span
              key={name}
              className="rounded-sm px-2 py-1 text-control"
              style={{ background: `var(--${name}-soft)`, color: `var(--${name}-text)`, borderLeft: `4px solid var(--${name})` }}
            >
              {name}
            </span>
          ))}
        </Row>
      </Section>
      <Section title="Series">
        <Row>
          {series.map((slot) => (
            <Swatch key={slot} token={`chart-${slot}`} />
          ))}
        </Row>
      </Section>
      <Section title="Sequential">
        <div className="flex max-w-140">
          {[1, 2, 3, 4, 5, 6, 7].map((step) => (
            <span
              key={step}
              className="flex h-10 flex-1 items-center justify-center text-control"
              style={{ background: `var(--seq-${step})`, color: `var(--seq-label-${step})` }}
            >
              {step}
            </span>
          ))}
        </div>
      </Section>
      <Section title="Type">
        <div className="flex flex-col gap-1">
          {type.map(([name, text]) => (
            <p key={name} className={`${name} truncate`}>
              {text}
            </p>
          ))}
          <p className="font-mono text-caption">claude-sonnet-4-5 · tg_live_…4f2a</p>
          <p className="text-control tabular-nums">1,111.11 and 8,888.88 are equally wide</p>
        </div>
      </Section>
      <Section title="Keys">
        <Row>
          <Kbd keys="Mod+K" />
          <Kbd keys="g u" />
          <Kbd keys="?" />
        </Row>
      </Section>
    </>
  );
}

function Swatch({ token }: { token: string }) {
  return (
    <span className="flex w-20 flex-col gap-1 text-caption text-quiet">
      <span className="h-10 rounded-md border border-edge" style={{ background: `var(--${token})` }} />
      {token}
    </span>
  );
}

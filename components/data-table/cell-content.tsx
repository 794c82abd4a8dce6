import { type Amount, type Metric, writeAmount, writeExact } from '#components/figures/metric.ts';
import { IdCell } from '#components/ui/id-cell.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { createFormat, type Reader } from '#lib/core/format.ts';

/** null is "nothing there": an en dash, which is neither zero nor an empty text. */
export type CellValue = string | Amount | Date | null;

/** How a column writes its values, by name. `time` is "12 min ago", `instant` the time itself, `clock` the time of day of a log. */
export type CellFormat = Metric | 'text' | 'mono' | 'id' | 'time' | 'instant' | 'clock' | 'day';

export interface CellContentProps {
  value: CellValue;
  format: CellFormat;
  reader: Reader;
  /** The moment of the page, RFC 3339. */
  now: string;
}

/** One value in a cell. Figures carry their exact form for hover and Ctrl C. */
export function CellContent({ value, format, reader, now }: CellContentProps) {
  if (value === null) return <Nothing />;
  switch (format) {
    case 'text':
      return <span dir="auto">{String(value)}</span>;
    case 'mono':
      return <span className="font-mono text-caption">{String(value)}</span>;
    case 'id':
      return <IdCell id={String(value)} />;
    case 'time':
    case 'instant':
      return <TimeText at={instantOf(value).toISOString()} reader={reader} now={now} absolute={format === 'instant'} />;
    case 'clock':
    case 'day':
      return <Moment at={instantOf(value)} day={format === 'day'} reader={reader} now={now} />;
    default:
      return <FigureText amount={amountOf(value)} metric={format} reader={reader} />;
  }
}

/** Nothing there, said and shown. */
export function Nothing() {
  return (
    <>
      <span aria-hidden className="text-quiet">
        –
      </span>
      <span className="sr-only">none</span>
    </>
  );
}

function FigureText({ amount, metric, reader }: { amount: Amount; metric: Metric; reader: Reader }) {
  const format = createFormat(reader);
  const [text, exact] = [writeAmount(format, metric, amount), writeExact(format, metric, amount)];
  return text === exact ? text : <span data-exact={exact}>{text}</span>;
}

function Moment({ at, day, reader, now }: { at: Date; day: boolean; reader: Reader; now: string }) {
  const format = createFormat(reader);
  return (
    <time dateTime={at.toISOString()} className={day ? undefined : 'font-mono text-caption'}>
      {day ? format.day(at, new Date(now)) : format.timeOfDay(at)}
    </time>
  );
}

const instantOf = (value: Exclude<CellValue, null>): Date => (value instanceof Date ? value : new Date(String(value)));

const amountOf = (value: Exclude<CellValue, null>): Amount =>
  typeof value === 'bigint' || typeof value === 'number' ? value : Number(value);

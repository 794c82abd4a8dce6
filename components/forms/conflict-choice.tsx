'use client';
import { useEffect, useRef, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import { changedPaths, type FormValues } from './form-values.ts';
import type { FormState } from './use-form.ts';

/** The object as it is on the server now, in the form's paths. */
export interface CurrentObject {
  values: FormValues;
  version: number;
}

export interface ConflictChoiceProps {
  loadCurrent: () => Promise<CurrentObject>;
  /** As it was when the form was opened. */
  base: FormValues;
  form: FormState;
}

/** Somebody else saved first: theirs and yours against what it was, field by field, then saved on top of theirs. */
export function ConflictChoice({ loadCurrent, base, form }: ConflictChoiceProps) {
  const [current, setCurrent] = useState<CurrentObject>();
  const [failed, setFailed] = useState(false);
  const [yours, setYours] = useState<ReadonlySet<string>>(new Set());
  const start = useRef({ loadCurrent, base, values: form.values });
  useEffect(() => {
    const { loadCurrent, base, values } = start.current;
    let wanted = true;
    loadCurrent().then(
      (loaded) => {
        if (!wanted) return;
        setCurrent(loaded);
        // Where only one side changed a field, that side is meant.
        setYours(new Set(changedPaths(base, values)));
      },
      () => wanted && setFailed(true),
    );
    return () => {
      wanted = false;
    };
  }, []);
  if (failed) return <p role="alert">Their version did not load. Nothing was saved; submit again to try once more.</p>;
  if (!current) return <Skeleton className="h-24" />;
  const differing = changedPaths(current.values, form.values).filter((path) => form.labels[path] !== undefined);
  const choose = (path: string, mine: boolean): void =>
    setYours((before) => {
      const next = new Set(before);
      if (mine) next.add(path);
      else next.delete(path);
      return next;
    });
  const use = (): void => {
    const merged = { ...current.values };
    for (const path of differing) if (yours.has(path)) merged[path] = form.values[path];
    form.settle(merged, current.version);
  };
  return (
    <section aria-label="Somebody else saved first" className="flex flex-col gap-3 rounded-md border border-warning p-3">
      <p role="alert" className="text-control">
        Somebody else saved first. Nothing of yours is lost: choose by field, then save again.
      </p>
      <TableScroll label="Differences">
        <Table>
          <thead>
            <tr>
              <HeadCell>Field</HeadCell>
              <HeadCell>Before</HeadCell>
              <HeadCell>Theirs</HeadCell>
              <HeadCell>Yours</HeadCell>
            </tr>
          </thead>
          <tbody>
            {differing.map((path) => (
              <tr key={path}>
                <RowHead>{form.labels[path]}</RowHead>
                <Cell className="text-quiet">{written(base[path])}</Cell>
                <Cell>
                  <Choice
                    name={path}
                    checked={!yours.has(path)}
                    text={written(current.values[path])}
                    onChoose={() => choose(path, false)}
                  />
                </Cell>
                <Cell>
                  <Choice name={path} checked={yours.has(path)} text={written(form.values[path])} onChoose={() => choose(path, true)} />
                </Cell>
              </tr>
            ))}
          </tbody>
        </Table>
      </TableScroll>
      <Button onClick={use} className="self-start">
        Take these values
      </Button>
    </section>
  );
}

const written = (value: unknown): string =>
  value === undefined || value === '' ? '–' : typeof value === 'string' ? value : JSON.stringify(value);

interface ChoiceProps {
  name: string;
  checked: boolean;
  text: string;
  onChoose: () => void;
}

function Choice({ name, checked, text, onChoose }: ChoiceProps) {
  return (
    <label className="flex min-h-6 items-center gap-1.5">
      <input type="radio" name={`conflict-${name}`} checked={checked} onChange={onChoose} className="accent-ink" />
      {text}
    </label>
  );
}

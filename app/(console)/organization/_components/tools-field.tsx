'use client';
import { RowsField } from '#components/forms/rows-field.tsx';
import { Combobox, type ComboboxOption } from '#components/ui/combobox.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';

interface ToolValue {
  readonly kind?: string | undefined;
  readonly name?: string | undefined;
  readonly url?: string | null | undefined;
  readonly channel_id?: string | null | undefined;
}

const isTool = (value: unknown): value is ToolValue => typeof value === 'object' && value !== null;

const kinds = [
  { value: 'slack', label: 'Slack' },
  { value: 'teams', label: 'Microsoft Teams' },
  { value: 'jira', label: 'Jira' },
  { value: 'linear', label: 'Linear' },
  { value: 'github', label: 'GitHub' },
  { value: 'gitlab', label: 'GitLab' },
  { value: 'notion', label: 'Notion' },
  { value: 'email', label: 'E-mail' },
  { value: 'other', label: 'Other' },
];
/** Rows that the form takes; the operation takes as many. */
const toolsMax = 20;
const orNull = (text: string): string | null => (text === '' ? null : text);

export interface ToolsFieldProps {
  /** Channels that tools may name; none for readers who may not see them. */
  channels: readonly ComboboxOption[];
  /** In words, what is taken over where there are no rows. */
  inherited: string | undefined;
}

/** The tools that a place works with, and which channel of each hears of alerts and approvals. */
export function ToolsField({ channels, inherited }: ToolsFieldProps) {
  const taken = inherited === undefined ? '' : ` Without any: ${inherited}.`;
  return (
    <RowsField<ToolValue>
      name="collaboration_tools"
      label="Tools"
      hint={`A tool with a channel hears of the alerts and approvals of this place.${taken}`}
      noun="tool"
      max={toolsMax}
      isRow={isTool}
      added={() => ({ kind: 'slack', url: null, channel_id: null })}
    >
      {({ row, number, change, leave }) => (
        <div className="grid min-w-0 flex-1 gap-2 sm:grid-cols-2">
          <Select
            aria-label={`Tool ${number}, kind`}
            value={row.kind ?? ''}
            options={kinds}
            onChange={(event) => change({ ...row, kind: event.target.value })}
            onBlur={leave}
          />
          <Input
            aria-label={`Tool ${number}, name`}
            placeholder="Room, project or repository"
            autoComplete="off"
            value={row.name ?? ''}
            onChange={(event) => change({ ...row, name: event.target.value })}
            onBlur={leave}
          />
          <Input
            aria-label={`Tool ${number}, address`}
            placeholder="https://… (optional)"
            autoComplete="off"
            value={row.url ?? ''}
            onChange={(event) => change({ ...row, url: orNull(event.target.value) })}
            onBlur={leave}
          />
          {channels.length === 0 ? null : (
            <Combobox
              id={`tool-${number}-channel`}
              aria-label={`Tool ${number}, channel`}
              placeholder="Tells nobody"
              options={channels}
              value={row.channel_id ?? undefined}
              onChange={(id) => change({ ...row, channel_id: id ?? null })}
              onBlur={leave}
            />
          )}
        </div>
      )}
    </RowsField>
  );
}

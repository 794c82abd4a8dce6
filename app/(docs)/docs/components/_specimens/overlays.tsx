'use client';
import { Copy, Pencil, Plus, Trash } from 'lucide-react';
import { useState } from 'react';
import { ThemeSwitch } from '#components/shell/theme-switch.tsx';
import { Button, IconButton } from '#components/ui/button.tsx';
import { Menu } from '#components/ui/menu.tsx';
import { OnDemand } from '#components/ui/on-demand.tsx';
import { Popover } from '#components/ui/popover.tsx';
import { Tabs } from '#components/ui/tabs.tsx';
import { toast } from '#components/ui/toast.ts';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { Row, Section } from './section.tsx';

const loadSecretDialog = () => import('./secret-dialog.tsx').then((module) => module.SecretDialog);

/** Buttons, menus, dialogs, toasts, tabs. */
export function Overlays() {
  const [busy, setBusy] = useState(false);
  const [ask, dialog] = useConfirm();
  return (
    <>
      <Section title="Buttons">
        <Row>
          <Button variant="primary">Create key</Button>
          <Button>Export</Button>
          <Button variant="ghost">Clear</Button>
          <Button variant="danger">Disable 14 keys</Button>
          <Button icon={<Plus />}>Add team</Button>
          <Button busy={busy} onClick={() => setBusy(true)}>
            Publish
          </Button>
          <Button busy variant="primary">
            Publishing…
          </Button>
          <Button disabledReason="Only tenant administrators publish policies.">Publish…</Button>
          <IconButton label="Edit" keys="E" icon={<Pencil />} />
          <Button size="small">Small</Button>
          <Button size="large">Large</Button>
        </Row>
      </Section>
      <Section title="Menu, popover, dialogs">
        <Row>
          <Menu
            label="Row actions"
            entries={[
              { label: 'Copy id', icon: <Copy />, keys: 'Mod+C', onSelect: () => toast({ tone: 'info', text: 'Copied' }) },
              { label: 'Rename…', icon: <Pencil />, onSelect: () => undefined },
              { label: 'Rotate', disabledReason: 'Rotated 3 minutes ago', onSelect: () => undefined },
              { kind: 'separator', id: 'end' },
              { label: 'Disable…', icon: <Trash />, danger: true, onSelect: () => ask(disableKeys) },
            ]}
          />
          <Menu
            label="View"
            variant="secondary"
            entries={[
              { label: 'Monthly close', checked: true },
              { label: 'Compact rows', checked: false },
            ]}
          >
            View
          </Menu>
          <Popover label="How spend is computed" button="Explain">
            <p className="text-control">Sum of what calls cost at the price of their day.</p>
          </Popover>
          <Button onClick={() => ask(disableKeys)}>Disable 14 keys…</Button>
          <Button onClick={() => ask({ ...disableKeys, title: 'Remove Halden Group?', verb: 'Remove tenant', typeToConfirm: 'halden' })}>
            Remove tenant…
          </Button>
          <OnDemand load={loadSecretDialog} with={{}}>
            {(show, near) => (
              <Button {...near} onClick={show}>
                Show secret once
              </Button>
            )}
          </OnDemand>
        </Row>
        {dialog}
      </Section>
      <Section title="Toasts">
        <Row>
          <Button onClick={() => toast({ tone: 'success', text: 'Key created' })}>Success</Button>
          <Button
            onClick={() => toast({ tone: 'info', text: 'Renamed to “Support EMEA”', undo: () => toast({ tone: 'info', text: 'Undone' }) })}
          >
            With undo
          </Button>
          <Button
            onClick={() =>
              toast({ tone: 'error', text: 'The key was not disabled. Calls keep flowing.', requestId: 'req_01jdnhwyg0e0080' })
            }
          >
            Error
          </Button>
        </Row>
      </Section>
      <Section title="Tabs and theme">
        <Tabs
          label="Parts of a call"
          tabs={[
            { id: 'timeline', label: 'Timeline', content: <p className="text-control">Queue 2 ms, policy 0.1 ms, attempt 1.9 s</p> },
            { id: 'tokens', label: 'Tokens and price', content: <p className="text-control">8,412 input × $3.00/1M</p> },
            { id: 'raw', label: 'Raw', content: <p className="text-control">No body is kept for this class.</p> },
          ]}
        />
        <Row>
          <ThemeSwitch theme="system" />
        </Row>
      </Section>
    </>
  );
}

const disableKeys = {
  title: 'Disable 14 keys?',
  consequence: '3,201 calls used them in the last hour; they stop within 2 s.',
  verb: 'Disable 14 keys',
  onConfirm: () => new Promise<void>((resolve) => setTimeout(resolve, 600)),
};

'use client';
import * as TabsPrimitive from 'radix-ui/tabs';
import type { ReactNode } from 'react';
import { tabClasses } from './link-tabs.tsx';

export interface Tab {
  id: string;
  label: string;
  content: ReactNode;
}

export interface TabsProps {
  /** Names the list of tabs. */
  label: string;
  tabs: readonly Tab[];
  defaultTab?: string;
}

/** Tabs inside a panel, whose choice need not be shared. Tabs of a page live in the URL: LinkTabs. */
export function Tabs({ label, tabs, defaultTab = tabs[0]?.id ?? '' }: TabsProps) {
  return (
    <TabsPrimitive.Root defaultValue={defaultTab}>
      <TabsPrimitive.List aria-label={label} className="flex gap-4 overflow-x-auto border-b px-(--tab-inset,0px)">
        {tabs.map((tab) => (
          <TabsPrimitive.Trigger key={tab.id} value={tab.id} className={tabClasses}>
            {tab.label}
          </TabsPrimitive.Trigger>
        ))}
      </TabsPrimitive.List>
      {tabs.map((tab) => (
        <TabsPrimitive.Content key={tab.id} value={tab.id} className="pt-4">
          {tab.content}
        </TabsPrimitive.Content>
      ))}
    </TabsPrimitive.Root>
  );
}

'use client';
import { useEffect, useRef, useState } from 'react';
import { toast } from '#components/ui/toast.ts';
import { listNodesAction } from '../actions.ts';
import type { TreeLevel, TreeNode } from './tree-rows.ts';

const pageSize = 200;
const searchSize = 50;
const typingMs = 250;

/** What asks for the children of a place. */
const placeOf = (parentKey: string) =>
  parentKey === '' ? {} : parentKey.startsWith('team_') ? { team_id: parentKey } : { department_id: parentKey };

export interface Tree {
  readonly levels: ReadonlyMap<string, TreeLevel>;
  readonly open: ReadonlySet<string>;
  /** What a search found; undefined where nothing is searched. */
  readonly found: readonly TreeNode[] | undefined;
  toggle(id: string): void;
  loadMore(parentKey: string): void;
  search(text: string): void;
}

/** The levels of the tree that were opened, fetched as they are; `revision` changes when the page was rendered again after a change. */
export function useTree(top: TreeLevel, revision: string): Tree {
  const [levels, setLevels] = useState<ReadonlyMap<string, TreeLevel>>(new Map([['', top]]));
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [found, setFound] = useState<readonly TreeNode[]>();
  const loaded = useRef<readonly string[]>([]);
  const asked = useRef(0);
  const put = (key: string, level: TreeLevel): void => setLevels((before) => new Map(before).set(key, level));

  const load = async (parentKey: string, after?: TreeLevel): Promise<void> => {
    const cursor = after?.cursor ?? undefined;
    const { data, problem } = await listNodesAction({
      ...placeOf(parentKey),
      limit: pageSize,
      ...(cursor === undefined ? {} : { cursor }),
    });
    if (problem !== undefined) {
      toast({ tone: 'error', text: `The places did not load (${problem.request_id}).` });
      return setOpen((before) => new Set([...before].filter((id) => id !== parentKey)));
    }
    put(parentKey, { nodes: [...(after?.nodes ?? []), ...data.data], cursor: data.next_cursor });
  };
  loaded.current = [...levels.keys()].filter((key) => key !== '');
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new revision is what asks for it
  useEffect(() => {
    put('', top);
    for (const key of loaded.current) void load(key);
  }, [revision]);
  const searchNow = async (text: string, turn: number): Promise<void> => {
    const { data } = await listNodesAction({ search: text, limit: searchSize });
    if (turn === asked.current) setFound(data?.data ?? []);
  };
  return {
    levels,
    open,
    found,
    toggle(id) {
      if (!open.has(id) && !levels.has(id)) void load(id);
      setOpen((before) => new Set(before.has(id) ? [...before].filter((one) => one !== id) : [...before, id]));
    },
    loadMore(parentKey) {
      const level = levels.get(parentKey);
      if (level !== undefined) void load(parentKey, level);
    },
    search(text) {
      asked.current += 1;
      const turn = asked.current;
      if (text.trim() === '') return setFound(undefined);
      setTimeout(() => (turn === asked.current ? void searchNow(text.trim(), turn) : undefined), typingMs);
    },
  };
}

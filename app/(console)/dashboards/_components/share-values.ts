import type { BoardData } from './widget-words.ts';

type Share = BoardData['shares'][number];

/** What the fields of a form say about sharing. */
export interface ShareValues {
  readonly everybody: 'nobody' | 'view' | 'edit';
  readonly viewers: readonly string[];
  readonly editors: readonly string[];
}

const idOf = (share: Share): string[] => (share.with === 'tenant' ? [] : [share.with === 'team' ? share.team_id : share.role_id]);

/** Shares as a form has them. */
export function shareValues(shares: readonly Share[]): ShareValues {
  const of = (right: Share['right']) => shares.filter((share) => share.right === right).flatMap(idOf);
  return {
    everybody: shares.find((share) => share.with === 'tenant')?.right ?? 'nobody',
    viewers: of('view'),
    editors: of('edit'),
  };
}

/** The kind of an id shows by its prefix. */
const shareOf = (id: string, right: Share['right']): Share =>
  id.startsWith('team_') ? { with: 'team', team_id: id, right } : { with: 'role', role_id: id, right };

/** Shares as the operation takes them; who may change it needs no second share to look at it. */
export function sharesOf({ everybody, viewers, editors }: ShareValues): Share[] {
  return [
    ...(everybody === 'nobody' ? [] : [{ with: 'tenant' as const, right: everybody }]),
    ...editors.map((id) => shareOf(id, 'edit')),
    ...viewers.filter((id) => !editors.includes(id)).map((id) => shareOf(id, 'view')),
  ];
}

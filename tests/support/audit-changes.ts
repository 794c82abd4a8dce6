import { newUuid } from '#lib/core/ids.ts';

/**
 * A change of each column that the audit log consists of, as somebody with the database's password could make it: table, what
 * is set, and in which rows. For a log of 700 entries with checkpoints over 300, 600 and all of them.
 */
export function storedChanges(tenantId: string): readonly (readonly [table: string, set: string, where: string])[] {
  const otherThan = (letter: string) => `case ${letter} when 'A' then 'B' else 'A' end`;
  const entry = `id = (select entry_id from audit_leaf where tenant_id = '${tenantId}' and leaf_index = 123)`;
  const ofEntry = (set: string) => ['audit_entry', set, entry] as const;
  return [
    ofEntry("occurred_at = occurred_at + interval '1 millisecond'"),
    ofEntry("actor_kind = 'system'"),
    ofEntry('actor_id = NULL'),
    ofEntry("actor_name = actor_name || ' '"),
    ofEntry("action = 'team.delete'"),
    ofEntry("resource_kind = 'teams'"),
    ofEntry("resource_id = 'team_124'"),
    ofEntry("result = 'denied'"),
    ofEntry(`before = '{"name": "Zoe"}'`),
    ofEntry(`after = after || '{"cost": "12345678901234567891"}'`),
    ofEntry('after = NULL'),
    ofEntry("ip = '192.0.2.2'"),
    ofEntry('ip = NULL'),
    ofEntry("user_agent = ''"),
    ofEntry(`request_id = '${newUuid()}'`),
    ['audit_leaf', 'leaf = set_byte(leaf, 20, get_byte(leaf, 20) # 1)', 'leaf_index = 123'],
    ['audit_leaf', 'leaf_hash = set_byte(leaf_hash, 31, get_byte(leaf_hash, 31) # 1)', 'leaf_index = 123'],
    ['audit_leaf', `subject_id = '${newUuid()}'`, 'leaf_index = 123'],
    ['audit_leaf', `entry_id = '${newUuid()}'`, 'leaf_index = 123'],
    ['audit_tile', 'root = set_byte(root, 31, get_byte(root, 31) # 1)', 'tile_index = 1 and level = 0'],
    ['audit_tile', 'hashes = set_byte(hashes, 8191, get_byte(hashes, 8191) # 128)', 'tile_index = 1 and level = 0'],
    ['audit_checkpoint', "note = replace(note, '300', '301')", 'tree_size = 300'],
    [
      'audit_checkpoint',
      `note = overlay(note placing ${otherThan('substr(note, length(note) - 9, 1)')} from length(note) - 9 for 1)`,
      'tree_size = 600',
    ],
    ['audit_log', 'root = sha256(root)', 'true'],
    ['audit_log', 'tree_size = 699', 'true'],
    ['audit_subject', 'sealed_key = set_byte(sealed_key, 20, get_byte(sealed_key, 20) # 1)', 'true'],
    ['audit_subject', 'from_index = 200', 'true'],
  ];
}

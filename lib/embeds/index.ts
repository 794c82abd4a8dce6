export { createEmbed, revokeEmbed, signLink } from './change-embed.ts';
export { listEmbeds } from './list-embeds.ts';
export { type ShownEmbed, showEmbed } from './show-embed.ts';

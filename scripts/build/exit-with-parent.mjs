/**
 * Preloaded into programs that are not ours: they end when the process that started them dies, even by kill -9. Their own
 * child processes inherit the preload but not its effect: those need their channel to stay alive.
 */
if (process.connected && Number(process.env.EXIT_WITH_PARENT) === process.ppid) {
  process.on('disconnect', () => process.exit(1));
  // The channel alone must not keep a finished program alive.
  process.channel?.unref();
}

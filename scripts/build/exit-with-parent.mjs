/** Preloaded into programs that are not ours: they end when the process that started them dies, even by kill -9. */
if (process.connected) {
  process.on('disconnect', () => process.exit(1));
  // The channel alone must not keep a finished program alive.
  process.channel?.unref();
}

/** The end of `askInside` in the sandbox. */
export function answerInside<T>(answer: (message: T) => Promise<readonly unknown[]>): void {
  process.once('message', (message: T) => {
    answer(message).then(all => process.send!(all), (error: unknown) => process.send!({ error: String(error instanceof Error ? error.stack : error) }));
  });
  process.once('disconnect', () => process.exit(0));
  process.send!('ready');
}

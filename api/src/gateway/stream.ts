async function* generated<T, R>(
  events: AsyncIterator<T>,
  map: (event: T) => Promise<R>,
  broken: (error: unknown) => R,
) {
  try {
    for (let next = await events.next(); !next.done; next = await events.next()) yield map(next.value);
  } catch (error) {
    yield broken(error);
  }
}

/** The stream with each event mapped. Ending it ends the source at once, also while it waits; a broken source gives a last event. */
export function mapped<T, R>(
  source: AsyncIterable<T>,
  map: (event: T) => Promise<R>,
  broken: (error: unknown) => R,
): AsyncGenerator<R> {
  const events = source[Symbol.asyncIterator]();
  const answers: AsyncGenerator<R> = generated(events, map, broken);
  const end = answers.return.bind(answers);
  answers.return = async (value) => {
    await events.return?.();
    return end(value);
  };
  return answers;
}

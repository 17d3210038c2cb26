function makeMutex() {
  let tail: Promise<unknown> = Promise.resolve();
  return {
    run<T>(work: () => Promise<T>): Promise<T> {
      const result = tail.then(work);
      tail = result.catch(() => undefined);
      return result;
    },
  };
}

const mutex = makeMutex();
const other = makeMutex();

export function inner(): Promise<number> {
  return mutex.run(async () => 1);
}

export function outer(): Promise<number> {
  return mutex.run(async () => inner());
  //| self-deadlock
}

export function fine(): Promise<number> {
  return other.run(async () => inner());
}

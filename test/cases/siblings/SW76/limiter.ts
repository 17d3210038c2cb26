export type Limit = <T>(job: () => Promise<T>) => Promise<T>;

export function createLimiter(slots: number): Limit {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (job) => {
    if (running >= slots) {
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await job();
    } finally {
      const next = waiting.shift();
      if (next === undefined) {
        running -= 1;
      } else {
        next();
      }
    }
  };
}

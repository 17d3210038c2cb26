declare function save(text: string): Promise<void>;

// Who waits, too, calls off the timer of the one before: only the last one saves.
export const throttled = (delay: number) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let current: Promise<void> | undefined;
  return async (text: string) => {
    if (current) await current;
    if (timer) clearTimeout(timer);
    return new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        current = save(text);
        resolve(current);
      }, delay);
    });
  };
};

// Nobody sets a timer while the work of the last one is waited for: the one that is cleared is one's own.
export const queued = (delay: number) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let current: Promise<void> | undefined;
  return async (text: string) => {
    if (current) await current;
    clearTimeout(timer);
    return new Promise<void>((resolve, reject) => {
      timer = setTimeout(async () => {
        try {
          current = save(text);
          resolve(await current);
        } catch (error) {
          reject(error);
        } finally {
          current = undefined;
          timer = undefined;
        }
      }, delay);
    });
  };
};

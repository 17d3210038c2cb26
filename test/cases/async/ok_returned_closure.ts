declare function connect(key: string): Promise<{ close(): void }>;

// A way to end what was started: whoever gets it calls it once.
export function start() {
  let socket: { close(): void } | undefined;
  void connect('x').then((made) => {
    socket = made;
  });
  return async () => {
    if (socket !== undefined) {
      await connect('bye');
      socket.close();
    }
  };
}

// The promise is kept.
export function memoise(load: (key: string) => Promise<{ close(): void }>) {
  const connections = new Map<string, Promise<{ close(): void }>>();
  return (key: string) => {
    let known = connections.get(key);
    if (known === undefined) {
      known = load(key);
      connections.set(key, known);
    }
    return known;
  };
}

// State of one call of what is returned.
export const counted = (load: (key: string) => Promise<number>) => async (keys: readonly string[]) => {
  let sum = 0;
  for (const key of keys) {
    const add = await load(key);
    sum += add;
  }
  return sum;
};

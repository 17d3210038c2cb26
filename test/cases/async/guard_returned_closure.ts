declare function connect(key: string): Promise<{ close(): void }>;

export function memoise(load: (key: string) => Promise<{ close(): void }>) {
  const connections = new Map<string, { close(): void }>();
  return async (key: string) => {
    if (!connections.has(key)) {
      connections.set(key, await load(key));
    //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ race-across-await: calls of memoise
    }
    return connections.get(key);
  };
}

export const lazy = () => {
  let socket: { close(): void } | undefined;
  const get = async () => {
    if (socket === undefined) {
      socket = await connect('x');
    //^^^^^^^^^^^^^^^^^^^^^^^^^^^ race-across-await: calls of get
    }
    return socket;
  };
  return get;
};

declare const socket: { send(x: string): Promise<void>; on(n: string, f: (id: string) => void): void };
const waiting = new Map<string, () => void>();
socket.on('reply', (id) => waiting.get(id)?.());

export async function ask(id: string) {
  await socket.send(id);
  return new Promise<void>((resolve) => waiting.set(id, resolve));
  //? race-across-await
}

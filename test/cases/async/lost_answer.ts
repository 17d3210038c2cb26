// The waiter for an answer is registered only when the request has been sent: a quick answer finds nobody.
import { once, type EventEmitter } from 'node:events';

declare const socket: EventEmitter & { send(x: string): Promise<void> };
declare const audit: { send(x: string): Promise<void> };
declare function prepare(): Promise<void>;

const waiting = new Map<string, (text: string) => void>();
socket.on('reply', (id: string, text: string) => waiting.get(id)?.(text));

export async function ask(id: string) {
  await socket.send(id);
  return new Promise<string>((resolve) => waiting.set(id, resolve));
  //| race-across-await: the answer
}

export async function askOnce(text: string) {
  await socket.send(text);
  const [answer] = await once(socket, 'reply');
  //| race-across-await: 'reply'
  return answer as string;
}

export async function askByHand(text: string) {
  await socket.send(text);
  await new Promise((resolve) => socket.once('reply', resolve));
  //| race-across-await: 'reply'
}

// Registered first, awaited afterwards.
export async function askFirst(id: string) {
  const answer = new Promise<string>((resolve) => waiting.set(id, resolve));
  await socket.send(id);
  return answer;
}

// Sent when the waiter is there.
export async function askWhenReady(id: string) {
  await prepare();
  return new Promise<string>((resolve) => {
    waiting.set(id, resolve);
    void socket.send(id);
  });
}

// Something else was sent, to somebody else.
export async function askAudited(id: string) {
  await audit.send('asks');
  const answer = new Promise<string>((resolve) => waiting.set(id, resolve));
  void socket.send(id);
  return answer;
}

// The end comes when it comes.
export async function sayGoodbye(text: string) {
  await socket.send(text);
  await once(socket, 'close');
}

// Whether it has come about is asked for by an await, and when it has not, it is listened for: too late for what comes
// about in between.
import { EventEmitter, once } from 'node:events';

declare const scripts: { isFinished(id: string): Promise<number>; result(id: string): Promise<string> };
declare const store: { get(key: string): Promise<string | undefined>; has(key: string): Promise<boolean> };
declare function order(key: string): void;

export async function finished(events: EventEmitter, id: string): Promise<string> {
  const status = await scripts.isFinished(id);
  const done = status > 0;
  if (done) {
    if (status === 2) throw new Error('failed');
    return scripts.result(id);
  } else {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('late')), 1000);
      function settle(value: string): void {
        clearTimeout(timer);
        resolve(value);
      }
      events.on(`done:${id}`, settle);
      //| race-across-await: `scripts.isFinished(id)` asks on line 10 whether it has come about
    });
  }
}

export async function ready(events: EventEmitter, key: string): Promise<void> {
  if (await store.has(key)) return;
  await once(events, key);
  //| race-across-await: `store.has(key)` asks on line 29
}

export async function negated(events: EventEmitter, key: string): Promise<void> {
  const there = await store.has(key);
  if (!there) await new Promise((resolve) => events.once(key, resolve));
  //| race-across-await: what comes about after that answer was given
}

export class Permits {
  private readonly waiting: (() => void)[] = [];

  async take(key: string): Promise<void> {
    if (await store.has(key)) return;
    await new Promise<void>((resolve) => this.waiting.push(resolve));
    //| race-across-await: only here does anybody listen for word by this.waiting
  }

  give(): void {
    this.waiting.shift()?.();
  }
}

// The listener is there before the question.
export async function listensFirst(events: EventEmitter, id: string): Promise<string> {
  const told = new Promise<string>((resolve) => events.once(id, resolve));
  if ((await scripts.isFinished(id)) > 0) return scripts.result(id);
  return told;
}

// Asked again behind the listener.
export async function asksAgain(events: EventEmitter, id: string): Promise<string> {
  if (await scripts.isFinished(id)) return scripts.result(id);
  return new Promise((resolve) => {
    events.once(id, resolve);
    void scripts.isFinished(id).then((yes) => yes > 0 && resolve('done'));
  });
}

// What brings it about is started only after the question.
export async function orders(events: EventEmitter, key: string): Promise<void> {
  if (await store.has(key)) return;
  order(key);
  await once(events, key);
}

export async function ordersBehind(events: EventEmitter, key: string): Promise<void> {
  if (await store.has(key)) return;
  await new Promise((resolve) => {
    events.once(key, resolve);
    order(key);
  });
}

// A stream waits for its reader; whoever finds nobody has found a mistake.
export async function body(request: NodeJS.ReadableStream, key: string): Promise<unknown> {
  const cached = await store.get(key);
  if (cached !== undefined) return cached;
  return new Promise((resolve) => request.on('end', resolve));
}

export async function known(events: EventEmitter, key: string): Promise<unknown> {
  const user = await store.get(key);
  if (user === undefined) throw new Error('nobody');
  return new Promise((resolve) => events.once('answer', resolve));
}

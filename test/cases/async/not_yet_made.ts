// A timer or a listener speaks of a `const` that is declared only after a wait.
import { EventEmitter } from 'node:events';

declare function publish(id: string): Promise<void>;
declare function log(text: unknown): void;

export async function request(id: string): Promise<void> {
  const ackTimer = setTimeout(() => {
    clearTimeout(answerTimer);
    //| race-across-await: `answerTimer` is declared on line 14, after the await on line 12
  }, 1000);
  await publish(id);
  clearTimeout(ackTimer);
  const answerTimer = setTimeout(() => log('late'), 5000);
}

export async function listen(events: EventEmitter): Promise<void> {
  events.on('data', (data) => sink.push(data));
  //| race-across-await: there is no `sink` yet
  await publish('ready');
  const sink: unknown[] = [];
  log(sink);
}

// Declared before the wait, or asked for only once the callback has waited for the same.
export async function early(id: string): Promise<void> {
  let answerTimer: NodeJS.Timeout | undefined;
  const ackTimer = setTimeout(() => clearTimeout(answerTimer), 1000);
  await publish(id);
  clearTimeout(ackTimer);
  answerTimer = setTimeout(() => log('late'), 5000);
}

// Nothing comes between the two.
export async function atOnce(events: EventEmitter): Promise<void> {
  events.on('data', () => log(count));
  const count = 1;
  await publish(String(count));
}

// Called by the function itself, when it is ready.
export async function helper(): Promise<void> {
  const show = (): void => log(text);
  await publish('a');
  const text = 'b';
  show();
}

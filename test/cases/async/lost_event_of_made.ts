// What was just made tells of itself by events, whether or not somebody listens by then.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';

declare function prepare(): Promise<void>;
declare const log: (text: string) => void;

export async function build(command: string) {
  const child = spawn(command);
  await prepare();
  child.on('exit', () => log('over'));
  //| race-across-await: 'exit'
}

export async function count(path: string) {
  const lines = createInterface({ input: createReadStream(path) });
  await prepare();
  let n = 0;
  lines.on('line', () => (n += 1));
  //| race-across-await: 'line'
  await once(lines, 'close');
  return n;
}

export async function work() {
  const worker = new Worker(new URL('./worker.js', import.meta.url));
  await prepare();
  return once(worker, 'online');
  //| race-across-await: 'online'
}

// Listens at once.
export async function buildFirst(command: string) {
  const child = spawn(command);
  child.on('exit', () => log('over'));
  await prepare();
}

// Made when everything is ready.
export async function buildLate(command: string) {
  await prepare();
  const child = spawn(command);
  child.on('exit', () => log('over'));
}

// A tick, in which nothing comes from outside.
export async function buildNextTick(command: string) {
  const child = spawn(command);
  await Promise.resolve();
  child.on('exit', () => log('over'));
}

// Waits for the thing itself first.
export async function buildSpawned(command: string) {
  const child = spawn(command);
  await once(child, 'spawn');
  child.on('exit', () => log('over'));
}

// The one that is made says when it is ready, and is only then asked.
export async function workWhenReady() {
  const worker = new Worker(new URL('./worker.js', import.meta.url));
  await new Promise((resolve) => worker.once('message', resolve));
  const answer = once(worker, 'message');
  worker.postMessage('start');
  return answer;
}

// Workers answer when they are asked, and end when they are told.
export async function workAsked() {
  const worker = new Worker(new URL('./worker.js', import.meta.url));
  await prepare();
  worker.on('message', (text: string) => log(text));
  worker.postMessage('start');
  await prepare();
  await once(worker, 'exit');
}

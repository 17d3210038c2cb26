import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const page = new Int32Array(new SharedArrayBuffer(12));
const editors = ['a', 'b'].map(
  (name) => new Worker(new URL('./editor.ts', import.meta.url), { workerData: { page, name } }),
);
await Promise.all(editors.map((editor) => once(editor, 'exit')));
console.log('revision', page[1], 'length', page[2]);

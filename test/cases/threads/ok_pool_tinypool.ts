// Every task has a cell of its own, and who sums them up has waited for all.
import { Tinypool } from 'tinypool';

const words = new Int32Array(new SharedArrayBuffer(4 * 64));
const pool = new Tinypool({ filename: new URL('./count.ts', import.meta.url).href, maxThreads: 4 });
const texts = ['a b', 'c d e', 'f'];
await Promise.all(texts.map((text, index) => pool.run({ text, words, index }, { name: 'count' })));
console.log(words.reduce((sum, n) => sum + n, 0));
await pool.destroy();

// file: count.ts
export function count({ text, words, index }: { text: string; words: Int32Array; index: number }): void {
  words[index] += text.split(' ').length;
}

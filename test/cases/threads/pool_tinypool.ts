// Tasks of one pool run at the same time: all of them count in the same cell.
import Tinypool from 'tinypool';

const words = new Int32Array(new SharedArrayBuffer(4));
const pool = new Tinypool({ filename: new URL('./count.ts', import.meta.url).href });
export async function countAll(texts: readonly string[]): Promise<number> {
  await Promise.all(texts.map((text) => pool.run({ text, words })));
  return words[0];
}
console.log(await countAll(['a b', 'c d e']));

// file: count.ts
export default function count({ text, words }: { text: string; words: Int32Array }): void {
  words[0] += text.split(' ').length;
//| unlocked-shared-mutation
}

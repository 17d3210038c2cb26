import { AsyncEmitter } from './async-emitter.ts';
import { Document } from './document.ts';

const saved = new AsyncEmitter<string>();
const document = new Document(saved);
saved.on(async (title) => {
  const words = await document.countWords(); //~ self-deadlock | wait-cycle
  console.log(title, words);
});
await document.save('notes');

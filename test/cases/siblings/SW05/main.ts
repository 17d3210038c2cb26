import { EventEmitter } from 'node:events';
import { translate } from './translate.ts';

let transcript = '';

export function record(room: EventEmitter): void {
  room.on('line', async (text: string) => {
    transcript = `${transcript}\n${await translate(text)}`; //~ race-across-await
  });
  room.on('end', () => {
    console.log(transcript);
  });
}

const room = new EventEmitter();
record(room);
room.emit('line', 'hello');
room.emit('line', 'goodbye');
setTimeout(() => room.emit('end'), 50);

/** Files: `fs` and `fs/promises`. What they read comes from outside; what they read into, and write from, is memory. */
import type { Place } from '../../../findings/finding.ts';
import { ViewObj } from '../memory.ts';
import { elementsOf } from '../props.ts';
import { ArrObj, NativeFn, Obj, Unknown, plain, type Act, type NativeImpl, type Value } from '../values.ts';
import { defineModule } from './externals.ts';
import { WHOLE, drainView, fillView, type Part } from './host-memory.ts';
import { callable, openObject, option } from './kit.ts';
import { asyncModule, callsBack, laterPromise, unknownNow } from './results.ts';
import { defineMethods } from './table.ts';

type Touch = (act: Act, view: Value, part: Part, at: Place) => void;

/** `(view, offset, length, position)`, `(view, { offset, length })` or `({ buffer, offset, length })`, after a descriptor or not. */
function touchBuffer(act: Act, args: readonly Value[], at: Place, touch: Touch): void {
  const i = args.findIndex((a) => plain(a) instanceof ViewObj);
  if (i < 0) {
    for (const bag of args) touch(act, option(act, bag, 'buffer', at), fromBag(act, bag, at), at);
    return;
  }
  const next = args[i + 1];
  const bag = plain(next) instanceof Obj && !callable(next);
  const plainly: Part = { offset: callable(next) ? undefined : next, length: numberAt(args, i + 2), unit: 1 };
  touch(act, args[i], bag ? fromBag(act, next, at) : plainly, at);
}

const numberAt = (args: readonly Value[], i: number): Value => (plain(args[i]) instanceof Obj ? undefined : args[i]);

const fromBag = (act: Act, bag: Value, at: Place): Part => ({
  offset: option(act, bag, 'offset', at),
  length: option(act, bag, 'length', at),
  unit: 1,
});

/** `readv(fd, views)`, `writev(fd, views)` */
function touchEach(act: Act, args: readonly Value[], at: Place, touch: Touch): void {
  const list = args.find((a) => plain(a) instanceof ArrObj);
  for (const view of elementsOf(act, list, at) ?? []) touch(act, view, WHOLE, at);
}

type Touches = (act: Act, args: readonly Value[], at: Place, touch: Touch) => void;

/** A function that touches the memory it is given, and whose result arrives as `result` says. */
const touching =
  (touches: Touches, touch: Touch, result: NativeImpl): NativeImpl =>
  (act, self, args, at) => {
    touches(act, args, at, touch);
    return result(act, self, args, at);
  };

const wholeOf: Touches = (act, args, at, touch) => {
  for (const a of args) touch(act, a, WHOLE, at);
};

const answersLater: NativeImpl = (act) => laterPromise(act, openObject());

/** The functions that take memory, by name, with results that come as `result` says. */
function functions(result: NativeImpl, ending: '' | 'Sync'): Readonly<Record<string, NativeFn>> {
  const table: Readonly<Record<string, readonly [Touches, Touch]>> = {
    read: [touchBuffer, fillView],
    readv: [touchEach, fillView],
    write: [touchBuffer, drainView],
    writev: [touchEach, drainView],
    writeFile: [wholeOf, drainView],
    appendFile: [wholeOf, drainView],
  };
  return Object.fromEntries(
    Object.entries(table).map(([key, [touches, touch]]) => {
      const name = key + ending;
      return [name, new NativeFn(name, touching(touches, touch, result))];
    }),
  );
}

defineMethods('fileHandle', {
  ...Object.fromEntries(Object.entries(functions(answersLater, '')).map(([name, f]) => [name, f.impl])),
  close: (act) => laterPromise(act, undefined),
});

const filePromises = (): Obj => {
  const { writeFile, appendFile } = functions(answersLater, '');
  const open = new NativeFn('open', (act) => laterPromise(act, openObject('fileHandle')));
  return asyncModule({ open, writeFile, appendFile }, 'promise');
};

defineModule('fs/promises', filePromises);
defineModule('fs', () =>
  asyncModule(
    {
      promises: filePromises(),
      ...functions(callsBack, ''),
      ...functions(unknownNow, 'Sync'),
      existsSync: new NativeFn('existsSync', () => new Unknown('input')),
      constants: openObject(),
    },
    'callback',
  ),
);

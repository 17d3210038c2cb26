/** Loads every file of natives, so that they are registered. */
import './arrays.ts';
import './collections.ts';
import './math.ts';
import './objects.ts';
import './promise.ts';
import './strings.ts';
import './timers.ts';

import { useRef, useCallback } from 'react';
declare function load(): Promise<string>;
export function Comp() {
  const done = useRef(false);
  const run = useCallback(async () => {
    if (done.current) return;
    await load();
    done.current = true;
    //| race-across-await: done.current
  }, []);
  return run;
}

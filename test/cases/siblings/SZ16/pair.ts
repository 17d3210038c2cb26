import type { Monitor } from './monitor.ts';

export function lockBoth(first: Monitor, second: Monitor, body: () => void): void {
  first.enter(); //~ lock-order-inversion
  second.enter(); //~ lock-order-inversion
  try {
    body();
  } finally {
    second.leave();
    first.leave();
  }
}

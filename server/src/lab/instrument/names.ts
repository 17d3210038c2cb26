/**
 * Names that instrumented code uses. They are declared in the banner of a bundle and lie on `globalThis`. In a file of
 * its own, because the threads that provide them must not load a compiler for it.
 */

export const NAMES = {
  flag: '__il_flag',
  look: '__il_look',
  strip: '__il_strip',
  suspend: '__il_suspend',
  resume: '__il_resume',
} as const;

export const WRITE_NAMES = { keep: '__il_keep', add: '__il_add', old: '__il_old' } as const;

export const STEP_NAMES = {
  run: '__il_run',
  call: '__il_call',
  method: '__il_method',
  whole: '__il_whole',
  ...WRITE_NAMES,
} as const;

/** The name under which the appended line hands the function to the runtime. */
export const REGISTER = '__il_register';

/** How private names begin when they are made public. */
export const PRIVATE = '__il_private_';

/** What the names of `WRITE_NAMES` mean. */
export const WRITE_RUNTIME: Readonly<Record<string, unknown>> = {
  [WRITE_NAMES.keep]: <T>(value: T): T => value,
  [WRITE_NAMES.add]: (value: unknown, by: number): unknown =>
    typeof value === 'bigint' ? value + BigInt(by) : Number(value) + by,
  [WRITE_NAMES.old]: (value: unknown): unknown => (typeof value === 'bigint' ? value : Number(value)),
};

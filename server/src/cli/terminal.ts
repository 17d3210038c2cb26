/** What a command needs of the terminal, so that tests can stand in for it. */
export interface Terminal {
  readonly cwd: string;
  readonly color: boolean;
  /** Columns. */
  readonly width: number;
  readonly version: string;
  /** Prints a text and a line break. */
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Something the caller got wrong (a path, an option, a configuration): a message and exit code 2, no stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

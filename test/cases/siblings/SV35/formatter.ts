import * as cp from 'node:child_process';

export class Formatter {
  constructor(private readonly log: (line: string) => void) {}

  format(file: string): void {
    const result = this.run('rustfmt', ['--check', file]);
    if (result.length > 0) this.log(result);
  }

  private run(command: string, args: readonly string[]): string {
    const { stdout, status } = cp.spawnSync(command, args, { encoding: 'utf8' }); //~ blocking-call
    return status === 0 ? '' : stdout;
  }
}

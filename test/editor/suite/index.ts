/**
 * Runs inside of VS Code's extension host: starts mocha on the suite and leaves the outcome in a file, which
 * survives however the editor passes consoles on.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

export function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, color: false });
  mocha.addFile(join(__dirname, 'extension.test.cjs'));
  return new Promise((resolve, reject) => {
    const failures: { readonly title: string; readonly message: string }[] = [];
    const passes: string[] = [];
    const runner = mocha.run((count) => {
      const outcome = { passed: passes.length, failed: failures.length, passes, failures };
      writeFileSync(join(__dirname, 'outcome.json'), JSON.stringify(outcome, undefined, 2));
      if (count > 0) reject(new Error(`${count} tests failed`));
      else resolve();
    });
    runner.on('pass', (test) => passes.push(test.fullTitle()));
    runner.on('fail', (test, error: Error) =>
      failures.push({ title: test.fullTitle(), message: error.stack ?? error.message }),
    );
  });
}

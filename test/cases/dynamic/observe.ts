/**
 * Runs a program for real, in threads of this engine, with delays at its Atomics operations, and says what was
 * seen: whether it ended, how, and what it printed. Types are stripped first, so that every supported engine
 * can run it.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import type { Program } from '../corpus.ts';

export type Ending = 'ended' | 'hung' | 'failed';

export interface Observation {
  readonly seed: number;
  readonly ending: Ending;
  readonly output: string;
  readonly error: string;
}

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const preload = pathToFileURL(fileURLToPath(new URL('delays.mjs', import.meta.url))).href;

/** Names of scripts, also in `new URL('./worker.ts', import.meta.url)`. */
const SCRIPT_NAME = /(['"`])(\.{1,2}\/[^'"`\n]*)\.ts\1/g;

/** Writes the program into a folder of its own as JavaScript; returns the folder. */
export function unpack(program: Program): string {
  const folder = mkdtempSync(join(tmpdir(), 'dynamic-'));
  for (const file of program.files) {
    const path = join(folder, file.path.slice(program.root.length + 1));
    mkdirSync(dirname(path), { recursive: true });
    if (!path.endsWith('.ts')) {
      writeFileSync(path, file.text);
      continue;
    }
    const { outputText } = ts.transpileModule(file.text, {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    });
    writeFileSync(path.replace(/\.ts$/, '.mjs'), outputText.replace(SCRIPT_NAME, '$1$2.mjs$1'));
  }
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

export function discard(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Something that waits for ever with an empty event loop ends with this code. */
const UNSETTLED = 13;

export function observe(folder: string, seed: number, patience: number): Promise<Observation> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--no-warnings', '--import', preload, 'main.mjs'], {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: '', DELAY_SEED: String(seed) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let error = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-20_000)));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (error = (error + text).slice(-4000)));
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, patience);
    child.on('close', (code) => {
      clearTimeout(timer);
      const ending: Ending = late || code === UNSETTLED ? 'hung' : code === 0 ? 'ended' : 'failed';
      resolve({ seed, ending, output, error });
    });
  });
}

// Work that is started and not waited for, where what comes next takes it for done.
import { mkdir, readdir, writeFile, readFile, rm } from 'node:fs/promises';
import * as fs from 'node:fs';
import { promisify } from 'node:util';
import { join } from 'node:path';

export class Disk {
  async copy(source: string, target: string): Promise<void> {
    this.mkdirp(target, 0o700);
    //| floating-critical-section: The promise of `this.mkdirp(target, 448)` is dropped, so line 12 works on `target` before that is done
    const files = await promisify(fs.readdir)(source);
    for (const file of files) await this.copy(join(source, file), join(target, file));
  }
  protected async mkdirp(directory: string, mode: number): Promise<void> {
    await promisify(fs.mkdir)(directory, { recursive: true, mode });
  }
}
export async function save(dir: string, text: string) {
  mkdir(dir, { recursive: true });
  //| floating-critical-section: so line 21 works on `dir` before that is done
  await writeFile(join(dir, 'a.txt'), text);
}
export async function turn(file: string, text: string) {
  writeFile(file, text);
  //| floating-critical-section: so line 26 works on `file`
  return readFile(file, 'utf8');
}
export async function fine(dir: string, text: string) {
  await mkdir(dir, { recursive: true });
  writeFile(join(dir, 'a.txt'), text).catch(() => undefined);
  void rm(join(dir, 'b.txt'));
}
export function callbacks(dir: string, text: string) {
  fs.mkdir(dir, () => fs.writeFile(join(dir, 'x'), text, () => undefined));
  fs.readFile(dir, () => undefined);
}
declare function load(): Promise<void>;
export class View {
  loading = false;
  quick = { busy: false, hide() {} };
  async load() { await load(); }
  show() {
    this.loading = true;
    this.load();
    //| floating-critical-section: so line 46 takes `this.loading` back while the work that it stands for goes on
    this.loading = false;
  }
  async make() {
    this.quick.busy = true;
    this.load();
    //| floating-critical-section: takes `this.quick.busy` back
    this.quick.busy = false;
    this.quick.hide();
  }
  // Nobody has to wait: it looks at the flag itself.
  silent = false;
  quiet() {
    this.silent = true;
    this.load();
    this.silent = false;
  }
  async right() {
    this.loading = true;
    await this.load();
    this.loading = false;
  }
  async later() {
    this.loading = true;
    const loaded = this.load();
    await loaded;
    this.loading = false;
  }
}

// Nobody in the program calls these: a library's asynchronous functions.
import { readFileSync } from 'node:fs';
import { execSync } from 'node:child_process';
export async function createUser(name: string): Promise<string> {
  return readFileSync(`/users/${name}`, 'utf8');
  //| blocking-call
}
export async function buildImage(): Promise<string> {
  return execSync('docker build .').toString();
  //| blocking-call
}

/**
 * A name for a finding that survives moved lines: code scanning services use it to tell an old finding from
 * a new one. It is made of what the finding is about (rule, file, `identity`), never of offsets.
 */
import type { Finding } from './finding.ts';

/** The version of the recipe, part of the key in SARIF `partialFingerprints`: change both together. */
export const FINGERPRINT_KEY = 'interleaveIdentity/v1';

/**
 * 64 bits of FNV-1a as 16 hexadecimal digits. Written out because this folder must run where there is no
 * `node:crypto`; collisions only matter within one file of one project.
 */
export function hash64(text: string): string {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (const byte of new TextEncoder().encode(text)) {
    low = (low ^ byte) >>> 0;
    // Times the FNV prime 2^40 + 0x1b3, in 32-bit halves.
    const lowProduct = low * 0x1b3;
    const carry = Math.floor(lowProduct / 0x1_0000_0000);
    high = (high * 0x1b3 + carry + low * 0x100) % 0x1_0000_0000;
    low = lowProduct >>> 0;
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

/**
 * Fingerprints of findings, in their order. `nameOf` gives the file's name relative to the project, so that
 * two checkouts agree. Findings that are alike in everything but their place get a running number.
 */
export function fingerprints(findings: readonly Finding[], nameOf: (file: string) => string): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const key = hash64(JSON.stringify([finding.rule, nameOf(finding.at.file), ...finding.identity]));
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return `${key}:${count}`;
  });
}

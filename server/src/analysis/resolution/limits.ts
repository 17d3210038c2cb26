/** Chains of classes and of re-exports that are longer than this are not followed. */
export const MAX_DEPTH = 24;

/** Loads every file of natives, so that they are registered. */
export {};

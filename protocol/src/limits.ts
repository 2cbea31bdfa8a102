/** Limits that hold on both sides of a wall. */

/**
 * Bytes (UTF-8) of a script. Vizier receives the text in one message, and refuses a larger one
 * without a reason. A file above it is taken for none everywhere, since nothing could run it.
 */
export const MAX_SCRIPT_BYTES = 4 * 1024 * 1024;

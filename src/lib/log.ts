/** The log as everything but the HTTP layer uses it (pino's methods). Details hold ids and counts, never values of a source. */
export interface Log {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

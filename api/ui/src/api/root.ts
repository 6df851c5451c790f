// Where the service is. The page may be below a prefix, and at more than one
// address there; its script is always one folder below the service's root.

const root = new URL("../", import.meta.url);

/** urlOf returns the address of something of the service. */
export function urlOf(path: string): URL {
  return new URL(path, root);
}

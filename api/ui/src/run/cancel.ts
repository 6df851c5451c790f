import { call } from "../api/call";
import { Problem } from "../api/problem";

/**
 * cancel asks the service to stop an execution, and reports whether it can. That
 * the execution has ended meanwhile is no failure.
 */
export async function cancel(id: string, signal: AbortSignal): Promise<boolean> {
  try {
    await call("POST", `api/executions/${encodeURIComponent(id)}/cancel`, { signal });
    return true;
  } catch (error) {
    if (error instanceof Problem && isOlder(error)) return false;
    throw error;
  }
}

/** Older services do not know the address. */
function isOlder(problem: Problem): boolean {
  return problem.status === 405 || (problem.status === 404 && problem.code !== "execution_not_found");
}

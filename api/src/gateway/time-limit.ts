import { refuse } from "../platform/access.ts";
import { refusalError } from "./request-errors.ts";

/** The result, or SERVICE_UNAVAILABLE after the time. */
export function within<T>(milliseconds: number, result: Promise<T>): Promise<T> {
  return new Promise((settle, fail) => {
    const timer = setTimeout(
      () => fail(refusalError({ ...refuse.SERVICE_UNAVAILABLE, retryAfterSeconds: 1 })),
      milliseconds,
    );
    result.then(
      (value) => {
        clearTimeout(timer);
        settle(value);
      },
      (error) => {
        clearTimeout(timer);
        fail(error);
      },
    );
  });
}

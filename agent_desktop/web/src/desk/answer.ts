/** The body of a typed request's answer; a failure is thrown before there is none. */
export async function answer<T>(asked: Promise<{ data?: T | undefined }>): Promise<T> {
  return (await asked).data as T
}

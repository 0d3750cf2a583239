/**
 * The answers of questions that were asked side by side, under the same names.
 * **errors**: the first one in the order of the names, when all of them have ended: nobody closes what another still reads from.
 */
export async function askTogether<T extends Readonly<Record<string, Promise<unknown>>>>(
  questions: T,
): Promise<{ readonly [Name in keyof T]: Awaited<T[Name]> }> {
  const settled = await Promise.allSettled(Object.values(questions));
  const answers = settled.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
  const named = Object.fromEntries(Object.keys(questions).map((name, index) => [name, answers[index]]));
  return named as { readonly [Name in keyof T]: Awaited<T[Name]> };
}

import { infiniteQueryOptions, type QueryClient, type QueryKey } from "@tanstack/react-query";

export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
  /** The search stopped here before the page was full. */
  searched_until?: string;
}

/** Live figures are polled this often. */
export const pollMilliseconds = 10_000;

let isLive = false;

/** Whether events of the mail server on screen arrive as they happen. Answers whether that is new. */
export function setLive(live: boolean): boolean {
  const isNew = live !== isLive;
  isLive = live;
  return isNew;
}

/** For what events tell of: polled only while they do not arrive. */
export const pollUnlessLive = () => (isLive ? false : pollMilliseconds);

export const pageSize = 50;

/** A list read page by page. The key starts with the operation id, by which `refresh` finds it. */
export function listQuery<T>(key: QueryKey, fetchPage: (cursor: string | undefined) => Promise<Page<T>>) {
  return infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ pageParam }) => fetchPage(pageParam),
    initialPageParam: firstPage(),
    getNextPageParam: (page: Page<T>) => page.next_cursor ?? undefined,
  });
}

function firstPage(): string | undefined {
  return undefined;
}

/** All items of a list that is chosen from: addresses and names, thousands at most. */
export async function everything<T>(
  fetchPage: (limit: number, cursor: string | undefined) => Promise<Page<T>>,
): Promise<T[]> {
  const items: T[] = [];
  let cursor = firstPage();
  do {
    const page = await fetchPage(100, cursor);
    items.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}

export type ListQuery<T> = ReturnType<typeof listQuery<T>>;

/** Marks everything read by these operations as stale; what is on screen is read again. */
export async function refresh(queryClient: QueryClient, ...operations: string[]): Promise<void> {
  await Promise.all(operations.map((operation) => queryClient.invalidateQueries({ queryKey: [operation] })));
}

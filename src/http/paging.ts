import type { ListRequest } from "./list-request.js";

/** What surrounds the results of a page. */
export interface PageFrame {
  pageNumber: number;
  pageSize: number;
  totalResults: number;
  _links: Record<"self" | "current", Link> & Partial<Record<"next" | "previous", Link>>;
}

interface Link {
  href: string;
}

/**
 * Codat's paging envelope. Links are root-relative; `self` has no parameters, the others have page and page size first
 * and then what else the caller asked for; `next` and `previous` are there only where there is such a page.
 */
export function pageFrame(path: string, request: ListRequest, totalResults: number): PageFrame {
  const { page, pageSize, canonical } = request;
  const linkTo = (number: number) => ({
    href: `${path}?page=${number}&pageSize=${pageSize}${canonical === "" ? "" : `&${canonical}`}`,
  });
  const lastPage = Math.max(1, Math.ceil(totalResults / pageSize));
  return {
    pageNumber: page,
    pageSize,
    totalResults,
    _links: {
      self: { href: path },
      current: linkTo(page),
      ...(page < lastPage ? { next: linkTo(page + 1) } : {}),
      ...(page > 1 ? { previous: linkTo(Math.min(page - 1, lastPage)) } : {}),
    },
  };
}

/** What the store is asked for a page. */
export function pageOptions({ page, pageSize, filter, order }: ListRequest) {
  return {
    offset: (page - 1) * pageSize,
    limit: pageSize,
    ...(filter ? { filter } : {}),
    ...(order ? { order } : {}),
  };
}

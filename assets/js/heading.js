// A page's <h1> that takes the focus when a step or a page arrives without a new document, so that a keyboard goes on
// from the new question and a screen reader says it. On the first page of a document the browser's own start is kept.
import { createElement, useEffect, useRef } from "react";

const isFirst = () => performance.getEntriesByType("navigation")[0]?.name === location.href && !document.body.dataset.moved;

export function Heading({ arrival, children, ...rest }) {
  const ref = useRef(null);
  useEffect(() => {
    if (!isFirst()) ref.current.focus({ preventScroll: true });
    document.body.dataset.moved = "true";
  }, [arrival]);
  return createElement("h1", { ...rest, tabIndex: -1, ref }, children);
}

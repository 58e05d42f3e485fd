// Takes the focus when a form comes back with problems, and gives it to the field whose problem is followed.
import { createElement, useEffect, useRef } from "react";

export function ErrorSummary({ problems, children, ...rest }) {
  const ref = useRef(null);
  const said = JSON.stringify(problems);
  useEffect(() => {
    ref.current.focus();
  }, [said]);
  const follow = (event) => {
    const link = event.target.closest("a");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.scrollIntoView({ block: "center" });
  };
  return createElement("div", { ...rest, tabIndex: -1, ref, onClick: follow }, children);
}

// Pick one of what a search finds, by keyboard or pointer (WAI-ARIA combobox with a list). The server searches: `found` is
// its answer to `query`, and is shown while the field still says that.
import { createElement, useEffect, useRef, useState } from "react";

const SEARCH_MS = 200;

export function Combobox({ id, found, query, nothing, onSearch, onPick, ...rest }) {
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const timer = useRef(0);
  const list = useRef(null);
  const answered = text.trim() !== "" && query === text.trim();
  const options = answered ? found : [];
  const shown = open && answered;

  useEffect(() => setActive(options.length ? 0 : -1), [query, found]);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const type = ({ target }) => {
    setText(target.value);
    setOpen(true);
    clearTimeout(timer.current);
    const asked = target.value.trim();
    timer.current = setTimeout(() => onSearch?.(asked), SEARCH_MS);
  };
  const pick = (option) => {
    onPick?.(option.code);
    clearTimeout(timer.current);
    setText("");
    setOpen(false);
  };
  const move = (by) => setActive((at) => (options.length ? (at + by + options.length) % options.length : -1));
  const key = (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (shown) move(event.key === "ArrowDown" ? 1 : -1);
      setOpen(true);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (shown && options[active]) pick(options[active]);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      setOpen(false);
    }
  };
  const input = createElement("input", {
    ...rest,
    id,
    type: "text",
    role: "combobox",
    autoComplete: "off",
    value: text,
    "aria-expanded": shown && options.length > 0,
    "aria-controls": `${id}-list`,
    "aria-autocomplete": "list",
    "aria-activedescendant": shown && options[active] ? `${id}-${active}` : undefined,
    onChange: type,
    onKeyDown: key,
    onFocus: () => setOpen(true),
    onBlur: () => setOpen(false),
  });
  const rows = options.map((option, at) =>
    createElement(
      "li",
      {
        id: `${id}-${at}`,
        key: option.code,
        role: "option",
        "aria-selected": at === active,
        onMouseDown: (event) => event.preventDefault(),
        onClick: () => pick(option),
      },
      createElement("span", { className: "combobox-code" }, option.code),
      " ",
      createElement("span", null, option.title),
    ),
  );
  const popup = createElement(
    "ul",
    { id: `${id}-list`, ref: list, role: "listbox", "aria-label": rest["aria-label"], hidden: !(shown && rows.length) },
    ...rows,
  );
  const none = shown && !rows.length ? createElement("p", { className: "combobox-none" }, nothing) : null;
  return createElement("div", { className: "combobox" }, input, popup, none);
}

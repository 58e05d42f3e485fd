// A form whose answer is an address: it goes to `action?name=value…` without loading the document again and leaves
// empty fields out, so that the address is short enough to share. `values` puts the fields right when the address
// changed in another way (back, a shared link, a removed filter) and moves no focus.
import { createElement, useEffect, useRef } from "react";
import { useNavigate } from "react-router";

const place = (form, values) => {
  for (const field of form.elements) {
    if (!field.name || !(field.name in values) || field === document.activeElement) continue;
    const value = values[field.name] ?? "";
    if (field.type === "checkbox" || field.type === "radio") field.checked = field.value === String(value);
    else if (field.value !== String(value)) field.value = value;
  }
};

export function GetForm({ action, values, submitOnChange, children, ...rest }) {
  const ref = useRef(null);
  const navigate = useNavigate();
  useEffect(() => {
    if (values) place(ref.current, values);
  }, [values]);
  const go = (event) => {
    event.preventDefault();
    const filled = [...new FormData(event.currentTarget)].filter(([, value]) => value !== "");
    const query = new URLSearchParams(filled).toString();
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
    navigate(query ? `${action}?${query}` : action, { preventScrollReset: Boolean(submitOnChange) });
  };
  const change = (event) => {
    if (submitOnChange && event.target.matches("select, [type=checkbox], [type=radio], [type=date]")) {
      ref.current.requestSubmit();
    }
  };
  return createElement("form", { ...rest, action, method: "get", ref, onSubmit: go, onChange: change }, children);
}

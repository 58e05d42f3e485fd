// Uploads files one after the other, each with its progress, a way to stop it, and in its place the reason why it was
// refused. The server's sentences are shown as they are; `words` holds the rest, `looks` the classes.
import { createElement as h, useEffect, useRef, useState } from "react";

const AT_ONCE_MAX = 20;
const named = (text, item) => text.replace("{name}", item.file.name);

function send(file, address, tell) {
  const request = new XMLHttpRequest();
  const form = new FormData();
  form.append("file", file, file.name);
  request.upload.onprogress = ({ loaded, total, lengthComputable }) => lengthComputable && tell.progress(loaded / total);
  request.onload = () => {
    let said = {};
    try {
      said = JSON.parse(request.responseText);
    } catch {}
    if (request.status === 201) tell.done();
    else tell.failed(said.title ?? "");
  };
  request.onerror = () => tell.failed("");
  request.open("POST", address);
  request.send(form);
  return request;
}

export function Uploader({ id, accept, address, sizeMax, words, looks, onDone }) {
  const [items, setItems] = useState([]);
  const [over, setOver] = useState(false);
  const [said, setSaid] = useState("");
  const input = useRef(null);
  const sending = useRef(null);
  const number = useRef(0);
  const told = useRef(onDone);
  useEffect(() => {
    told.current = onDone;
  });

  const change = (key, changes) => setItems((all) => all.map((one) => (one.key === key ? { ...one, ...changes } : one)));
  const drop = (key) => setItems((all) => all.filter((one) => one.key !== key));
  const next = (key, after) => {
    sending.current = null;
    after(key);
  };

  useEffect(() => {
    const first = items.find((one) => one.phase === "waiting");
    if (sending.current || !first) return;
    const { key, file } = first;
    change(key, { phase: "sending" });
    setSaid(named(words.sending, first));
    sending.current = {
      key,
      request: send(file, address, {
        progress: (done) => change(key, { done, phase: done < 1 ? "sending" : "checking" }),
        done: () => {
          next(key, drop);
          told.current?.();
        },
        failed: (problem) => next(key, () => change(key, { phase: "failed", problem: problem || words.lost })),
      }),
    };
  }, [items]);

  // What is not finished would be lost: the browser asks before the page goes, and a page that goes stops it.
  const busy = items.some((one) => one.phase !== "failed");
  useEffect(() => {
    if (!busy) return;
    const ask = (event) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [busy]);
  useEffect(() => () => sending.current?.request.abort(), []);

  const take = (files) => {
    const chosen = [...files].slice(0, AT_ONCE_MAX).map((file) => ({
      key: ++number.current,
      file,
      done: 0,
      ...(file.size > sizeMax ? { phase: "failed", problem: words.tooLarge } : { phase: "waiting", problem: "" }),
    }));
    // What was refused before goes when somebody tries again.
    setItems((all) => [...all.filter((one) => one.phase !== "failed"), ...chosen]);
    if (files.length > AT_ONCE_MAX) setSaid(words.many);
  };
  const remove = (item) => {
    if (sending.current?.key === item.key) {
      sending.current.request.abort();
      sending.current = null;
      setSaid(named(words.stopped, item));
    }
    drop(item.key);
    input.current.focus();
  };

  const row = (item) => {
    const failed = item.phase === "failed";
    const percent = Math.floor(item.done * 100);
    const state = item.phase === "sending" ? `${percent} %` : item.phase === "checking" ? words.checking : words.waiting;
    return h(
      "li",
      { key: item.key, className: looks.row, "data-failed": failed },
      h(
        "div",
        { className: looks.rowHead },
        h("span", { className: looks.name }, item.file.name),
        !failed && h("span", { className: looks.state }, state),
        h(
          "button",
          { type: "button", className: looks.button, onClick: () => remove(item), "aria-label": named(failed ? words.dismissOne : words.stopOne, item) },
          failed ? words.dismiss : words.stop,
        ),
      ),
      failed
        ? h("p", { role: "alert", className: looks.problem, id: `${id}-problem-${item.key}` }, item.problem)
        : h("progress", { className: looks.progress, "data-checking": item.phase === "checking", max: 1, value: item.done, "aria-label": named(words.sending, item) }),
    );
  };

  const onDrop = (event) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  const onDragOver = (event) => {
    event.preventDefault();
    setOver(true);
  };
  const problems = items.filter((one) => one.phase === "failed").map((one) => `${id}-problem-${one.key}`);
  return h(
    "div",
    { className: looks.around },
    h(
      "div",
      { className: looks.zone, "data-over": over, onDrop, onDragOver, onDragLeave: () => setOver(false) },
      h("input", {
        id,
        ref: input,
        type: "file",
        multiple: true,
        accept,
        className: looks.input,
        "aria-describedby": [`${id}-hint`, ...problems].join(" "),
        "aria-invalid": problems.length > 0,
        onChange: ({ target }) => {
          take(target.files);
          target.value = "";
        },
      }),
      h("label", { htmlFor: id, className: looks.choose }, words.choose),
      h("p", { className: looks.drop }, words.drop),
      h("p", { id: `${id}-hint`, className: looks.hint }, words.hint),
    ),
    items.length > 0 && h("ul", { className: looks.list, "aria-label": words.list }, items.map(row)),
    h("p", { role: "status", className: "sr-only" }, said),
  );
}

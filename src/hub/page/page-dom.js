/** Makes an element. What comes from outside becomes text, never markup. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key in made && key !== "list") made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== undefined && child !== null));
  return made;
}

/** A drawing in one colour on white, as cameras read it in the dark, too. @param path the dark parts, of a square of `size` */
export function drawing({ size, path }, label) {
  const made = (name, attributes) => {
    const one = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
    return one;
  };
  const svg = made("svg", { class: "qr", viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": label });
  svg.append(made("rect", { class: "ground", width: size, height: size }), made("path", { d: path }));
  return svg;
}

/** Shows a page's content, and says so to those who listen. */
export function show(title, ...content) {
  document.title = `${title} · Waybill`;
  const main = document.getElementById("main");
  main.replaceChildren(element("h1", {}, title), ...content);
  main.focus();
}

/** What the hub refused, in its words. */
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.detail ?? "The hub does not answer.");
    this.status = status;
    this.code = problem.code ?? "";
  }
}

/** Asks the hub. @throws Refusal */
export async function ask(method, path, body) {
  const response = await fetch(path, {
    method,
    credentials: "same-origin",
    ...(body !== undefined && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(response.status, answer);
  return answer;
}

/** A form of labelled fields; says below what was refused. */
export function form(fields, action, submit) {
  const fault = element("p", { className: "fault", role: "alert", hidden: true });
  const button = element("button", { type: "submit", className: "first" }, action);
  const inputs = fields.map(({ label, ...properties }) =>
    element("label", {}, label, element("input", { required: true, ...properties })),
  );
  return element(
    "form",
    {
      async onsubmit(event) {
        event.preventDefault();
        button.disabled = true;
        fault.hidden = true;
        try {
          await submit(Object.fromEntries(new FormData(event.target)));
        } catch (error) {
          fault.textContent = error.message;
          fault.hidden = false;
        }
        button.disabled = false;
      },
    },
    ...inputs,
    fault,
    button,
  );
}

/** A button that asks something, and says beside it what was refused. */
export function button(label, work) {
  const made = element("button", { type: "button" }, label);
  made.addEventListener("click", async () => {
    made.disabled = true;
    if (made.nextElementSibling?.matches(".fault")) made.nextElementSibling.remove();
    try {
      await work();
    } catch (error) {
      if (error.name !== "NotAllowedError")
        made.after(element("p", { className: "fault", role: "alert" }, error.message));
    }
    made.disabled = false;
  });
  return made;
}

/** A list that is read page by page. @param line makes one item's element */
export function pages(path, line, empty) {
  const list = element("ul", { className: "list" });
  const more = element("div", { className: "more" });
  const read = async (after) => {
    const join = path.includes("?") ? "&" : "?";
    const { items, next } = await ask(
      "GET",
      `${path}${join}limit=50${after ? `&after=${encodeURIComponent(after)}` : ""}`,
    );
    list.append(...items.map(line));
    more.replaceChildren(...(next ? [button("Show more", () => read(next))] : []));
    if (list.children.length === 0) list.replaceWith(element("p", { className: "soft" }, empty));
  };
  return { content: [list, more], ready: read() };
}

export function day(text) {
  return text === null ? "never" : new Date(text).toLocaleDateString(undefined, { dateStyle: "medium" });
}

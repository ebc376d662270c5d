import { ask, button, day, drawing, element, form, show } from "./page-dom.js";
import { makePasskey } from "./page-sign-in.js";

/** @param reload shows the page anew, as somebody who may have shown a second factor since */
export async function account(me, reload) {
  const [{ items: sessions }, { items: passkeys, authenticator: hasCode }] = await Promise.all([
    ask("GET", "/v1/me/sessions"),
    ask("GET", "/v1/me/passkeys"),
  ]);
  show(
    me.name,
    element(
      "p",
      { className: "soft" },
      `${me.roles.join(", ") || "no role"} · ${me.teams === null ? "all teams" : `${me.teams.length} teams`}`,
    ),
    element("h2", {}, "Second factor"),
    element("div", { className: "sheet stack" }, ...factors(me, passkeys, hasCode, reload)),
    element("h2", {}, "Sessions"),
    element("ul", { className: "list" }, ...sessions.map((session) => sessionLine(session, reload))),
  );
}

function factors(me, passkeys, hasCode, reload) {
  const said = me.secondFactor
    ? "This session has shown a second factor."
    : me.enrolled
      ? "This session has shown no second factor: sign in again with it to change anything."
      : "Nothing can be changed before a second factor is there. A passkey is the safest.";
  const state = element("p", { className: me.secondFactor ? "soft" : "note" }, said);
  if (me.enrolled && !me.secondFactor) return [state];
  const keys = passkeys.map(({ id, name, createdAt }) =>
    element(
      "div",
      { className: "row" },
      `${name}, since ${day(createdAt)}`,
      button("Remove", () => ask("DELETE", `/v1/me/passkeys/${id}`).then(reload)),
    ),
  );
  const forget = button("Use my authenticator no more", () => ask("DELETE", "/v1/me/authenticator").then(reload));
  const add = button("Add a passkey of this device", () => makePasskey("this device").then(reload));
  return [
    state,
    ...keys,
    element("div", { className: "row" }, add, me.enrolled ? forget : undefined),
    ...(me.enrolled ? [] : [authenticator(reload)]),
  ];
}

function authenticator(reload) {
  const place = element("div", { className: "stack" });
  const field = {
    label: "Or use an authenticator: your password first",
    name: "password",
    type: "password",
    autocomplete: "current-password",
  };
  const begin = form([field], "Begin", async (said) => {
    const { uri, qr, backupCodes } = await ask("POST", "/v1/me/authenticator", said);
    const secret = new URL(uri).searchParams.get("secret");
    const code = {
      label: "The code that it shows",
      name: "code",
      inputMode: "numeric",
      autocomplete: "one-time-code",
      pattern: "[0-9]{6}",
    };
    place.replaceChildren(
      element("p", {}, "Scan this with your authenticator:"),
      drawing(qr, "QR code that adds Waybill to an authenticator"),
      element(
        "p",
        {},
        "Or open it on this device: ",
        element("a", { href: uri }, "add Waybill"),
        ", or type the secret ",
        element("code", { id: "secret" }, secret),
      ),
      element("p", {}, "Keep these backup codes where the authenticator is not; each works once:"),
      element("p", {}, element("code", {}, backupCodes.join("  "))),
      form([code], "Confirm", (shown) => ask("POST", "/v1/me/authenticator/confirmation", shown).then(reload)),
    );
  });
  place.append(begin);
  return place;
}

function sessionLine({ id, current, factor, address, browser, createdAt, expiresAt }, reload) {
  const end = current ? "this one" : button("End", () => ask("DELETE", `/v1/me/sessions/${id}`).then(reload));
  return element(
    "li",
    {},
    element("span", {}, factor),
    element(
      "span",
      { className: "main" },
      browser || "unknown browser",
      element(
        "small",
        {},
        `${address} · since ${new Date(createdAt).toLocaleString()}, until ${new Date(expiresAt).toLocaleTimeString()}`,
      ),
    ),
    element("span", { className: "end" }, end),
  );
}
